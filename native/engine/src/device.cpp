#include "device.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "failures.hpp"

#ifndef BLKGETDISKSEQ
#define BLKGETDISKSEQ _IOR(0x12, 128, __u64)
#endif

namespace wipebench {
namespace {

constexpr std::uint64_t smallestBlockBytes = 512;

bool isUsableKind(const struct stat& status) { return S_ISBLK(status.st_mode) || S_ISREG(status.st_mode); }

[[noreturn]] void refuseKind() {
  throw Refused("The target is neither a block device nor a regular file; only these can be wiped or read.");
}

/// Sorts the reasons why open() or an ioctl failed at the start into "refused" and "gone".
[[noreturn]] void throwOpenFailure(int error, const std::string& what) {
  const std::string words = what + ": " + errnoWords(error) + ".";
  switch (error) {
    case EBUSY: throw Refused(words + " Something else is using the device: unmount or release it first.");
    case ENXIO:
    case ENODEV:
    case ENOMEDIUM:
    case EIO: throw DeviceLost(words + " The device does not answer.");
    default: throw Refused(words);
  }
}

int openPath(const std::string& path, Access access) {
  // Looked at before it is opened: opening a tape or a pipe already does something.
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throwOpenFailure(errno, "The target cannot be found");
  if (!isUsableKind(status)) refuseKind();
  int flags = O_CLOEXEC | O_NOCTTY;
  flags |= access == Access::readWrite ? O_RDWR : O_RDONLY;
  if (access == Access::readWrite && S_ISBLK(status.st_mode)) flags |= O_EXCL;
  // A run that was killed a moment ago may not have let go of the drive yet.
  constexpr int tries = 20;
  for (int attempt = 1;; ++attempt) {
    const int descriptor = ::open(path.c_str(), flags);
    if (descriptor >= 0) return descriptor;
    if (errno != EBUSY || attempt == tries) throwOpenFailure(errno, "The target cannot be opened");
    ::usleep(25000);
  }
}

template <typename Number>
std::optional<Number> askKernel(int descriptor, unsigned long request) {
  Number answer{};
  if (::ioctl(descriptor, request, &answer) != 0) return std::nullopt;
  return answer;
}

}  // namespace

JsonObject DeviceFacts::toJson() const {
  JsonObject json;
  json.text("kind", kind == TargetKind::block ? "block" : "file")
      .number("major", majorNumber)
      .number("minor", minorNumber)
      .number("inode", inode)
      .number("sizeBytes", sizeBytes)
      .number("logicalBlockBytes", logicalBlockBytes)
      .number("physicalBlockBytes", physicalBlockBytes)
      .boolean("readOnly", readOnly);
  if (rotational) json.boolean("rotational", *rotational); else json.null("rotational");
  if (diskSequence) json.number("diskSequence", *diskSequence); else json.null("diskSequence");
  json.boolean("direct", direct);
  return json;
}

Device::Device(const Arguments& arguments, Access access) {
  if (arguments.path) {
    descriptor_ = openPath(*arguments.path, access);
    ownsDescriptor_ = true;
  } else {
    descriptor_ = arguments.descriptor.value();
  }
  try {
    readFacts(access);
    turnOnDirect();
  } catch (...) {
    if (ownsDescriptor_) ::close(descriptor_);
    throw;
  }
}

Device::~Device() {
  if (ownsDescriptor_) ::close(descriptor_);
}

void Device::readFacts(Access access) {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) throwOpenFailure(errno, "The target descriptor is not usable");
  if (!isUsableKind(status)) refuseKind();
  const int flags = ::fcntl(descriptor_, F_GETFL);
  if (flags < 0) throwOpenFailure(errno, "The target descriptor is not usable");
  if ((flags & O_PATH) != 0) throw Refused("The target descriptor names a path only and cannot be read or written.");
  const int mode = flags & O_ACCMODE;

  facts_.inode = status.st_ino;
  bool kernelReadOnly = false;
  if (S_ISBLK(status.st_mode)) {
    facts_.kind = TargetKind::block;
    facts_.majorNumber = ::major(status.st_rdev);
    facts_.minorNumber = ::minor(status.st_rdev);
    const auto size = askKernel<std::uint64_t>(descriptor_, BLKGETSIZE64);
    const auto logical = askKernel<int>(descriptor_, BLKSSZGET);
    const auto physical = askKernel<unsigned int>(descriptor_, BLKPBSZGET);
    const auto readOnly = askKernel<int>(descriptor_, BLKROGET);
    if (!size || !logical || !physical || !readOnly) {
      throw DeviceLost("The block device does not tell its size or block size: " + errnoWords(errno) + ".");
    }
    if (*logical > 512 && *logical % 512 != 0) {
      throw Refused("The drive is formatted with sectors of " + std::to_string(*logical) +
                    " bytes, which carry protection or vendor bytes that cannot be overwritten here; format it to 512 or "
                    "4096 byte sectors first (SCSI FORMAT UNIT).");
    }
    if (*logical < static_cast<int>(smallestBlockBytes) || *physical < static_cast<unsigned int>(*logical)) {
      throw Refused("The block device reports block sizes that make no sense.");
    }
    facts_.sizeBytes = *size;
    facts_.logicalBlockBytes = static_cast<std::uint64_t>(*logical);
    facts_.physicalBlockBytes = *physical;
    kernelReadOnly = *readOnly != 0;
    if (const auto rotational = askKernel<unsigned short>(descriptor_, BLKROTATIONAL)) {
      facts_.rotational = *rotational != 0;
    }
    facts_.diskSequence = askKernel<std::uint64_t>(descriptor_, BLKGETDISKSEQ);
    // Counted in 512 bytes whatever the drive's blocks are (block/ioctl.c).
    if (const auto most = askKernel<unsigned short>(descriptor_, BLKSECTGET)) {
      facts_.requestBytes = std::uint64_t{512} * *most;
    }
  } else {
    facts_.kind = TargetKind::file;
    facts_.majorNumber = ::major(status.st_dev);
    facts_.minorNumber = ::minor(status.st_dev);
    facts_.sizeBytes = static_cast<std::uint64_t>(status.st_size);
    facts_.logicalBlockBytes = smallestBlockBytes;
    facts_.physicalBlockBytes = 4096;
  }
  const bool wantsWrite = access == Access::readWrite;
  // Opened for reading only by our own --path tells nothing about the target; an inherited one does.
  facts_.readOnly = kernelReadOnly || (!ownsDescriptor_ && mode == O_RDONLY);
  if (wantsWrite && kernelReadOnly) throw Refused("The target is read-only, so nothing can be written to it.");
  if (wantsWrite && mode != O_RDWR) {
    throw Refused("The target descriptor is not open for reading and writing, so nothing can be written to it.");
  }
  if (!wantsWrite && mode == O_WRONLY) throw Refused("The target descriptor is not open for reading.");
  // An appending descriptor ignores offsets: every write would go to the end of the file.
  if ((flags & O_APPEND) != 0 && ::fcntl(descriptor_, F_SETFL, flags & ~O_APPEND) != 0) {
    throw Refused("The target descriptor only appends: " + errnoWords(errno) + ".");
  }
}

void Device::turnOnDirect() {
  unitBytes_ = facts_.logicalBlockBytes;
  const int flags = ::fcntl(descriptor_, F_GETFL);
  if (flags < 0) throwOpenFailure(errno, "The target descriptor is not usable");
  facts_.direct = ::fcntl(descriptor_, F_SETFL, flags | O_DIRECT) == 0;
  if (!facts_.direct || facts_.kind == TargetKind::block) return;

  // What direct I/O on this file system demands (statx(2), Linux 6.1); 4096 is safe where it does not say.
  std::uint64_t demanded = 4096;
#ifdef STATX_DIOALIGN
  struct statx status {};
  if (::statx(descriptor_, "", AT_EMPTY_PATH, STATX_DIOALIGN, &status) == 0 &&
      (status.stx_mask & STATX_DIOALIGN) != 0 && status.stx_dio_offset_align != 0) {
    demanded = std::max(status.stx_dio_offset_align, status.stx_dio_mem_align);
  }
#endif
  unitBytes_ = std::max(unitBytes_, demanded);
}

std::optional<std::uint64_t> Device::currentSizeBytes() const {
  if (facts_.kind == TargetKind::block) return askKernel<std::uint64_t>(descriptor_, BLKGETSIZE64);
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

bool Device::sameDisk() const {
  if (!facts_.diskSequence) return true;
  return askKernel<std::uint64_t>(descriptor_, BLKGETDISKSEQ) == facts_.diskSequence;
}

bool Device::fitsDirect(std::uint64_t offset, std::uint64_t length) const {
  return facts_.direct && offset % unitBytes_ == 0 && length % unitBytes_ == 0;
}

void Device::setDirect(bool on) const {
  const int flags = ::fcntl(descriptor_, F_GETFL);
  if (flags < 0 || ::fcntl(descriptor_, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT) != 0) {
    throw DeviceLost("Direct I/O cannot be switched on the target: " + errnoWords(errno) + ".");
  }
}

void Device::dropCache(std::uint64_t offset, std::uint64_t length) const {
  // Advice only: where it is not taken, `direct: false` in the begin line says what that means.
  static_cast<void>(
      ::posix_fadvise(descriptor_, static_cast<off_t>(offset), static_cast<off_t>(length), POSIX_FADV_DONTNEED));
}

void requireRecordedSize(const Device& device, std::uint64_t recordedSizeBytes) {
  const std::uint64_t now = device.facts().sizeBytes;
  if (now == 0) throw Refused("The target reports a size of zero bytes. Reconnect it and look at it again; a drive formatted with "
                  "sectors of 520 or 528 bytes looks like this too and has to be formatted to 512 or 4096 first.");
  if (now != recordedSizeBytes) {
    throw Refused("The target is " + std::to_string(now) + " bytes but " + std::to_string(recordedSizeBytes) +
                  " bytes were recorded; it is not the same drive or its capacity changed.");
  }
}

void requireAligned(const Device& device, const std::string& option, std::uint64_t bytes) {
  const std::uint64_t block = device.facts().logicalBlockBytes;
  if (bytes % block == 0) return;
  throw Refused("Option " + option + " (" + std::to_string(bytes) + ") is not a multiple of the logical block of " +
                std::to_string(block) + " bytes.");
}

}  // namespace wipebench
