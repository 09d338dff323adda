// Reads ranges of the drive, many windows at once, lists what cannot be read and prints progress.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "arguments.hpp"
#include "bad_sectors.hpp"
#include "byte_range.hpp"
#include "device.hpp"
#include "json_lines.hpp"
#include "pacer.hpp"
#include "progress.hpp"
#include "run_end.hpp"
#include "split_transfer.hpp"
#include "window_cutter.hpp"
#include "window_pipeline.hpp"

namespace wipebench {

/// What to do with the rest of a range when a block of it cannot be read.
enum class OnUnreadable { goOn, leaveRange };

struct RangeListener {
  /// True when there is nothing to say about these bytes; asked in any order, before all else. Not set: never true.
  std::function<bool(std::uint64_t offset, std::span<const std::byte> bytes)> passes;
  /// These bytes were read and did not pass. Ascending; a gap passed, was listed as unreadable or was left out.
  std::function<void(std::uint64_t offset, std::span<const std::byte> bytes)> look;
  /// The range with this number is dealt with, and all before it.
  std::function<void(std::size_t range)> rangeEnded;
  /// For the progress lines.
  std::function<std::uint64_t()> mismatchBytes;
};

class RangeReader final : public WindowOwner {
 public:
  /// Ranges ascend and do not overlap. Progress counts from `startBytes` to `startBytes` + their lengths.
  RangeReader(const Arguments& arguments, JsonLines& lines, const Device& device, const std::vector<ByteRange>& ranges,
              std::uint64_t startBytes, OnUnreadable onUnreadable, RangeListener listener);

  /// Reads all ranges. `completed` when all were read or their unreadable blocks listed, and the target is still the
  /// recorded one.
  RunEnd run();

  void flushBadRanges() { badSectors_.flush(); }

  std::uint64_t bytesRead() const { return bytesRead_; }
  std::uint64_t badBlocks() const { return badSectors_.blockCount(); }

  /// Adds `errorMs`, `elapsedMs` and `io` to the `end` line.
  void addSummary(JsonObject& summary) const;

  std::optional<Window> nextWindow(std::uint64_t mostBytes) override { return cutter_.next(mostBytes); }
  void fill(const Window&, std::span<std::byte>) override {}
  bool passes(const Window& window, std::span<const std::byte> bytes) override;
  void look(const Window& window, std::span<const std::byte> bytes) override;
  WindowResult recover(const Window& window, std::span<std::byte> memory) override;
  void settled(const Window& window, bool whole) override;
  bool flushed(int) override { return true; }

 private:
  bool noteBad(std::uint64_t offset, std::uint64_t length, int error);
  Tally tally() const { return {done_, badSectors_.blockCount(), listener_.mismatchBytes()}; }

  const Arguments& arguments_;
  JsonLines& lines_;
  const Device& device_;
  OnUnreadable onUnreadable_;
  RangeListener listener_;
  Pacer pacer_;
  BadSectors badSectors_;
  Progress progress_;
  SplitTransfer transfer_;
  WindowCutter cutter_;
  /// A range of which the rest is left out.
  std::optional<std::size_t> leftRange_;
  std::uint64_t position_ = 0;
  std::uint64_t done_;
  std::uint64_t bytesRead_ = 0;
  WindowPipeline pipeline_;
};

}  // namespace wipebench
