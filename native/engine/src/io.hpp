// Exact transfers: all bytes asked for, or the reason why not. The seam where another I/O backend goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "device.hpp"

namespace wipebench {

enum class Direction { read, write };

/// What a failed transfer says about the device.
enum class FailureKind {
  none,
  block,       // this place cannot be read or written; others may (EIO, ENODATA, ...)
  deviceLost,  // the device is gone or has shrunk (ENODEV, ENXIO, ENOSPC, end of device before its recorded size)
  fatal,       // the request or the system is at fault (EINVAL, EROFS, EPERM, ...)
};

struct TransferResult {
  /// Bytes moved from the start, always a whole number of units unless everything was moved.
  std::uint64_t bytes = 0;
  FailureKind failure = FailureKind::none;
  /// 0 when the device ended early without an errno.
  int error = 0;
};

/// Moves buffer.size() bytes at `offset`, going on after EINTR and short counts. Not atomic: on failure the bytes
/// before `bytes` were moved, those after may or may not have been.
TransferResult transferExactly(const Device& device, Direction direction, std::uint64_t offset,
                               std::span<std::byte> buffer);

/// fdatasync. Returns 0 or the errno; the caller must treat any errno as "unknown since the last success":
/// a second fsync would report success for pages already dropped (fsync(2), BUGS of 2018).
int flushToMedium(const Device& device);

/// One sentence for a failed transfer or flush.
std::string failureSentence(Direction direction, std::uint64_t offset, const TransferResult& result);

}  // namespace wipebench
