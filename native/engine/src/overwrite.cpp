// overwrite: every byte of [--from, --size) becomes the pattern, and what is durable is said truthfully.
#include <algorithm>
#include <chrono>

#include "aligned_buffer.hpp"
#include "bad_sectors.hpp"
#include "failures.hpp"
#include "io.hpp"
#include "pacer.hpp"
#include "pattern.hpp"
#include "progress.hpp"
#include "split_transfer.hpp"
#include "stop_signal.hpp"
#include "verbs.hpp"

namespace wipebench {
namespace {

class Overwrite {
 public:
  Overwrite(const Arguments& arguments, JsonLines& lines, const Device& device)
      : arguments_(arguments),
        lines_(lines),
        device_(device),
        pattern_(arguments.pattern.seed ? Pattern(*arguments.pattern.seed) : Pattern(arguments.pattern.bytes)),
        pacer_(arguments.maxRateBytesPerSecond),
        windowBytes_(pacer_.windowBytes(arguments.blockBytes, device.unitBytes())),
        buffer_(static_cast<std::size_t>(windowBytes_)),
        badSectors_(lines, "write", device.facts().logicalBlockBytes, arguments.badLimit),
        progress_(lines, arguments.sizeBytes, arguments.fromBytes),
        position_(arguments.fromBytes),
        durable_(arguments.fromBytes) {}

  RunEnd run() {
    RunEnd end = writeAll();
    // Also after a stop or too many bad blocks: what was written is made durable and said.
    if (end.outcome != Outcome::deviceLost && end.outcome != Outcome::fault && !checkpoint(end)) return summed(end);
    badSectors_.flush();
    if (end.outcome == Outcome::completed) {
      const auto sizeNow = device_.currentSizeBytes();
      if (sizeNow != arguments_.sizeBytes || !device_.sameDisk()) {
        end.outcome = Outcome::deviceLost;
        end.reason = "After the pass the target no longer has its recorded size; it has shrunk, was replaced or is gone.";
      } else if (badSectors_.blockCount() > 0) {
        end.outcome = Outcome::findings;
        end.reason = std::to_string(badSectors_.blockCount()) + " blocks could not be written.";
      }
    }
    return summed(end);
  }

 private:
  using Clock = std::chrono::steady_clock;

  RunEnd writeAll() {
    const SplitTransfer transfer(
        device_, Direction::write, arguments_.sizeBytes, arguments_.retries,
        {[this](std::uint64_t, std::span<const std::byte> bytes) { bytesWritten_ += bytes.size(); },
         [this](std::uint64_t offset, std::uint64_t length, int error) {
           return badSectors_.add(offset, length, error);
         },
         [this](std::uint64_t reached) { progress_.update(tally(reached)); }});
    auto lastCheckpoint = Clock::now();
    bool filled = false;
    while (position_ < arguments_.sizeBytes) {
      if (stopRequested()) return stopped();
      // Windows lie on their own grid, so a resumed pass is aligned again after its first window.
      std::uint64_t windowEnd = std::min(position_ / windowBytes_ * windowBytes_ + windowBytes_, arguments_.sizeBytes);
      const std::uint64_t alignedEnd = windowEnd / device_.unitBytes() * device_.unitBytes();
      if (alignedEnd > position_) windowEnd = alignedEnd;  // the odd end of a file is a window of its own
      const std::span<std::byte> window = buffer_.first(static_cast<std::size_t>(windowEnd - position_));
      if (!filled || !pattern_.sameEverywhere()) {
        pattern_.fill(position_, pattern_.sameEverywhere() ? buffer_.first(buffer_.sizeBytes()) : window);
        filled = true;
      }
      const WindowResult result = transfer.move(position_, window);
      const std::uint64_t moved = result.reachedBytes - position_;
      position_ = result.reachedBytes;
      switch (result.end) {
        case WindowEnd::done: break;
        case WindowEnd::stopped: return stopped();
        case WindowEnd::tooManyBad:
          return {Outcome::tooManyBad,
                  "More than " + std::to_string(arguments_.badLimit) + " blocks could not be written; the pass ended at byte " +
                      std::to_string(position_) + ".",
                  {}};
        case WindowEnd::deviceLost: return {Outcome::deviceLost, result.reason, {}};
        case WindowEnd::fatal: return {Outcome::fault, result.reason, {}};
      }
      progress_.update(tally(position_));
      pacer_.wait(moved, [this] { progress_.update(tally(position_)); });
      if (position_ < arguments_.sizeBytes &&
          Clock::now() - lastCheckpoint >= std::chrono::milliseconds(arguments_.checkpointMs)) {
        RunEnd end;
        if (!checkpoint(end)) return end;
        lastCheckpoint = Clock::now();
      }
    }
    progress_.print(tally(position_));
    return {Outcome::completed, "", {}};
  }

  /// Makes everything before the position durable, then says so. On failure nothing since the last checkpoint is
  /// known; `end` becomes the outcome and false is returned.
  bool checkpoint(RunEnd& end) {
    if (const int error = flushToMedium(device_); error != 0) {
      const bool lost = device_.currentSizeBytes() != arguments_.sizeBytes || !device_.sameDisk();
      end.outcome = lost ? Outcome::deviceLost : Outcome::fault;
      end.reason = "Flushing the target failed: " + errnoWords(error) +
                   ". What was written after byte " + std::to_string(durable_) + " is unknown.";
      badSectors_.flush();
      return false;
    }
    badSectors_.flush();
    if (!device_.facts().direct) device_.dropCache(0, position_);
    durable_ = position_;
    JsonObject line;
    line.text("type", "checkpoint").number("durableBytes", durable_).number("badBlocks", badSectors_.blockCount());
    lines_.print(line);
    return true;
  }

  RunEnd stopped() const {
    const std::string why = lines_.closed() ? "nobody reads its output any more"
                                            : "signal " + std::to_string(stopSignalNumber()) + " asked for it";
    return {Outcome::stopped, "The pass stopped at byte " + std::to_string(position_) + " because " + why + ".", {}};
  }

  Tally tally(std::uint64_t doneBytes) const { return {doneBytes, badSectors_.blockCount(), 0}; }

  RunEnd summed(RunEnd end) const {
    end.summary.number("bytesWritten", bytesWritten_)
        .number("durableBytes", durable_)
        .number("badBlocks", badSectors_.blockCount())
        .number("mismatchBytes", 0)
        .number("elapsedMs", progress_.elapsedMs());
    return end;
  }

  const Arguments& arguments_;
  JsonLines& lines_;
  const Device& device_;
  Pattern pattern_;
  Pacer pacer_;
  std::uint64_t windowBytes_;
  AlignedBuffer buffer_;
  BadSectors badSectors_;
  Progress progress_;
  std::uint64_t position_;
  std::uint64_t durable_;
  std::uint64_t bytesWritten_ = 0;
};

}  // namespace

RunEnd overwrite(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::readWrite);
  requireRecordedSize(device, arguments.sizeBytes);
  requireAligned(device, "--from", arguments.fromBytes);
  requireAligned(device, "--block-bytes", arguments.blockBytes);
  JsonObject parameters = patternParameters(arguments);
  parameters.number("fromBytes", arguments.fromBytes)
      .number("blockBytes", arguments.blockBytes)
      .number("retries", arguments.retries)
      .number("badLimit", arguments.badLimit)
      .number("checkpointMs", arguments.checkpointMs);
  if (arguments.maxRateBytesPerSecond) parameters.number("maxRateBytesPerSecond", *arguments.maxRateBytesPerSecond);
  printBegin(lines, arguments, device, parameters);
  return Overwrite(arguments, lines, device).run();
}

}  // namespace wipebench
