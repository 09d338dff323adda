#include "io.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "failures.hpp"

namespace wipebench {
namespace {

FailureKind kindOf(int error, TargetKind target) {
  switch (error) {
    // A medium error is EIO or ENODATA; EILSEQ is a protection error, EREMOTEIO a target error, ETIMEDOUT a command
    // that never ended (block/blk-core.c, blk_errors[]).
    case EIO:
    case ENODATA:
    case EILSEQ:
    case EREMOTEIO:
    case ETIMEDOUT: return FailureKind::block;
    case ENODEV:
    case ENXIO:
    case ENOLINK:
    case ENOTCONN:
    case ESHUTDOWN:
    case ENOMEDIUM: return FailureKind::deviceLost;
    // A removed NVMe or SCSI disk has size 0 and answers "no space"; on an image file the host disk is full.
    case ENOSPC: return target == TargetKind::block ? FailureKind::deviceLost : FailureKind::fatal;
    default: return FailureKind::fatal;
  }
}

/// Switches O_DIRECT off for one transfer that does not fit it (the odd end of an image file).
class BufferedWhile {
 public:
  BufferedWhile(const Device& device, bool buffered) : device_(device), buffered_(buffered && device.facts().direct) {
    if (buffered_) device_.setDirect(false);
  }
  ~BufferedWhile() noexcept(false) {
    if (buffered_) device_.setDirect(true);
  }
  BufferedWhile(const BufferedWhile&) = delete;
  BufferedWhile& operator=(const BufferedWhile&) = delete;

 private:
  const Device& device_;
  bool buffered_;
};

}  // namespace

TransferResult transferExactly(const Device& device, Direction direction, std::uint64_t offset,
                               std::span<std::byte> buffer) {
  const bool direct = device.fitsDirect(offset, buffer.size());
  const BufferedWhile mode(device, !direct);
  if (!direct && direction == Direction::read) device.dropCache(offset, buffer.size());
  const std::uint64_t unit = device.unitBytes();

  TransferResult result;
  while (result.bytes < buffer.size()) {
    const std::span<std::byte> rest = buffer.subspan(static_cast<std::size_t>(result.bytes));
    const auto place = static_cast<off_t>(offset + result.bytes);
    const ssize_t count = direction == Direction::read
                              ? ::pread(device.descriptor(), rest.data(), rest.size(), place)
                              : ::pwrite(device.descriptor(), rest.data(), rest.size(), place);
    if (count < 0) {
      if (errno == EINTR) continue;
      result.error = errno;
      result.failure = kindOf(result.error, device.facts().kind);
      return result;
    }
    auto moved = static_cast<std::uint64_t>(count);
    // Part of a unit counts as nothing, so the next try is aligned again.
    if (moved < rest.size()) moved -= moved % unit;
    if (moved == 0) {
      result.failure = FailureKind::deviceLost;
      return result;
    }
    result.bytes += moved;
  }
  return result;
}

int flushToMedium(const Device& device) { return ::fdatasync(device.descriptor()) == 0 ? 0 : errno; }

std::string failureSentence(Direction direction, std::uint64_t offset, const TransferResult& result) {
  const std::string verb = direction == Direction::read ? "Reading" : "Writing";
  const std::string place = " at byte " + std::to_string(offset + result.bytes);
  if (result.error == 0) {
    return verb + place + " met the end of the device before its recorded size; the device has shrunk or is gone.";
  }
  if (result.failure == FailureKind::deviceLost) {
    return verb + place + " failed: " + errnoWords(result.error) + "; the device is gone or has shrunk.";
  }
  return verb + place + " failed: " + errnoWords(result.error) + ".";
}

}  // namespace wipebench
