// Reads ranges of the drive window by window, at the asked rate, lists what cannot be read and prints progress.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "aligned_buffer.hpp"
#include "arguments.hpp"
#include "bad_sectors.hpp"
#include "byte_range.hpp"
#include "device.hpp"
#include "json_lines.hpp"
#include "pacer.hpp"
#include "progress.hpp"
#include "run_end.hpp"
#include "split_transfer.hpp"

namespace wipebench {

/// What to do with the rest of a range when a block of it cannot be read.
enum class OnUnreadable { goOn, leaveRange };

struct RangeListener {
  /// These bytes were read. Ascending; a gap was listed as unreadable or left out.
  std::function<void(std::uint64_t offset, std::span<const std::byte> bytes)> good;
  /// For the progress lines.
  std::function<std::uint64_t()> mismatchBytes;
};

class RangeReader {
 public:
  /// Progress counts from `startBytes` to `startBytes` + `totalBytes`.
  RangeReader(const Arguments& arguments, JsonLines& lines, const Device& device, std::uint64_t totalBytes,
              std::uint64_t startBytes, OnUnreadable onUnreadable, RangeListener listener);

  /// Ranges come in ascending order. `completed` when the range was read or its unreadable blocks were listed; else
  /// the pass has to end as the answer says.
  RunEnd read(const ByteRange& range);

  /// Prints the open bad range and the last progress. `completed` only when the target is still the recorded one.
  RunEnd finished();

  void flushBadRanges() { badSectors_.flush(); }

  std::uint64_t windowBytes() const { return windowBytes_; }
  std::uint64_t bytesRead() const { return bytesRead_; }
  std::uint64_t badBlocks() const { return badSectors_.blockCount(); }
  std::uint64_t elapsedMs() const { return progress_.elapsedMs(); }

 private:
  bool noteBad(std::uint64_t offset, std::uint64_t length, int error);
  RunEnd tooManyBad(std::uint64_t position) const;
  RunEnd stopped(std::uint64_t position) const;
  Tally tally() const { return {done_, badSectors_.blockCount(), listener_.mismatchBytes()}; }

  const Arguments& arguments_;
  JsonLines& lines_;
  const Device& device_;
  OnUnreadable onUnreadable_;
  RangeListener listener_;
  Pacer pacer_;
  std::uint64_t windowBytes_;
  AlignedBuffer buffer_;
  BadSectors badSectors_;
  Progress progress_;
  SplitTransfer transfer_;
  std::uint64_t done_;
  std::uint64_t bytesRead_ = 0;
};

}  // namespace wipebench
