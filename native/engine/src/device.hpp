// The target: an open block device or image file, what it says about itself, and how it must be addressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "arguments.hpp"
#include "json_lines.hpp"

namespace wipebench {

enum class TargetKind { block, file };

/// What the kernel says about the target at one moment.
struct DeviceFacts {
  TargetKind kind = TargetKind::file;
  std::uint64_t majorNumber = 0;
  std::uint64_t minorNumber = 0;
  std::uint64_t inode = 0;
  std::uint64_t sizeBytes = 0;
  std::uint64_t logicalBlockBytes = 512;
  std::uint64_t physicalBlockBytes = 4096;
  bool readOnly = false;
  std::optional<bool> rotational;
  /// What the drive takes in one request; the kernel cuts longer ones. Nothing for an image file.
  std::optional<std::uint64_t> requestBytes;
  std::optional<std::uint64_t> diskSequence;
  bool direct = false;

  JsonObject toJson() const;
};

enum class Access { read, readWrite };

class Device {
 public:
  /// Opens --path, or takes over the inherited --fd without ever opening its path again, and turns O_DIRECT on.
  /// Throws Refused for anything that is not a block device or regular file, is busy, or is not writable when it
  /// has to be; DeviceLost when the device does not answer.
  Device(const Arguments& arguments, Access access);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  const DeviceFacts& facts() const { return facts_; }
  int descriptor() const { return descriptor_; }

  /// The smallest piece that is read or written at once: the logical block, or what direct I/O on this file demands.
  std::uint64_t unitBytes() const { return unitBytes_; }

  /// The size now, asked of the kernel again; nothing when even that fails.
  std::optional<std::uint64_t> currentSizeBytes() const;

  /// False when the disk behind the descriptor has been replaced (its disk sequence number moved) or does not answer.
  bool sameDisk() const;

  /// True when a transfer of this place can go by O_DIRECT.
  bool fitsDirect(std::uint64_t offset, std::uint64_t length) const;

  /// Turns O_DIRECT off for the unaligned end of an image file, and on again.
  void setDirect(bool on) const;

  /// Drops clean cached pages, so that a later read comes from the medium where the kernel allows it.
  void dropCache(std::uint64_t offset, std::uint64_t length) const;

 private:
  void readFacts(Access access);
  void turnOnDirect();

  int descriptor_ = -1;
  bool ownsDescriptor_ = false;
  DeviceFacts facts_;
  std::uint64_t unitBytes_ = 512;
};

/// Throws Refused when the device's own size is not the recorded one, or is zero.
void requireRecordedSize(const Device& device, std::uint64_t recordedSizeBytes);

/// Throws Refused when a place or length of the command line is not a whole number of logical blocks.
void requireAligned(const Device& device, const std::string& option, std::uint64_t bytes);

}  // namespace wipebench
