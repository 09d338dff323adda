// overwrite: every byte of [--from, --size) becomes the pattern, and what is durable is said truthfully.
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "bad_sectors.hpp"
#include "failures.hpp"
#include "io.hpp"
#include "pacer.hpp"
#include "pass_end.hpp"
#include "pass_shape.hpp"
#include "pattern.hpp"
#include "progress.hpp"
#include "split_transfer.hpp"
#include "verbs.hpp"
#include "window_cutter.hpp"
#include "window_pipeline.hpp"

namespace wipebench {
namespace {

class Overwrite final : public WindowOwner {
 public:
  Overwrite(const Arguments& arguments, JsonLines& lines, const Device& device, ShapeProbe probe)
      : arguments_(arguments),
        lines_(lines),
        device_(device),
        pattern_(arguments.pattern.seed ? Pattern(*arguments.pattern.seed) : Pattern(arguments.pattern.bytes)),
        pacer_(arguments.maxRateBytesPerSecond),
        badSectors_(lines, "write", device.facts().logicalBlockBytes, arguments.badLimit),
        progress_(lines, arguments.sizeBytes, arguments.fromBytes),
        transfer_(device, Direction::write, arguments.sizeBytes, arguments.retries,
                  std::chrono::milliseconds(arguments.errorBudgetMs),
                  {[this](std::uint64_t, std::span<const std::byte> bytes) { bytesWritten_ += bytes.size(); },
                   [this](std::uint64_t offset, std::uint64_t length, int error) {
                     return badSectors_.add(offset, length, error);
                   },
                   [this](std::uint64_t reached) { progress_.update(tally(reached)); }}),
        cutter_({{arguments.fromBytes, arguments.sizeBytes - arguments.fromBytes}}, device.unitBytes()),
        position_(arguments.fromBytes),
        flushedUpTo_(arguments.fromBytes),
        durable_(arguments.fromBytes),
        lastCheckpoint_(Clock::now()),
        pipeline_(device, Direction::write, arguments.sizeBytes, std::move(probe), pattern_.sameEverywhere(), *this) {}

  RunEnd run() {
    const WindowResult result = pipeline_.run();
    RunEnd end = flushFailure_ ? *flushFailure_ : passEnd(result, arguments_, Direction::write, position_, lines_);
    if (end.outcome == Outcome::completed) progress_.print(tally(position_));
    // Also after a stop or too many bad blocks: what was written is made durable and said.
    if (end.outcome != Outcome::deviceLost && end.outcome != Outcome::fault) {
      flushedUpTo_ = position_;
      if (!checkpoint(flushToMedium(device_))) return summed(*flushFailure_);
    }
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
    return summed(std::move(end));
  }

  std::optional<Window> nextWindow(std::uint64_t mostBytes) override { return cutter_.next(mostBytes); }

  void fill(const Window& window, std::span<std::byte> memory) override { pattern_.fill(window.place.offset, memory); }

  bool passes(const Window&, std::span<const std::byte>) override { return true; }

  void look(const Window&, std::span<const std::byte>) override {}

  WindowResult recover(const Window& window, std::span<std::byte> memory) override {
    const WindowResult result = transfer_.move(window.place.offset, memory);
    position_ = result.reachedBytes;
    return result;
  }

  void settled(const Window& window, bool whole) override {
    if (whole) bytesWritten_ += window.place.length;
    position_ = window.place.offset + window.place.length;
    progress_.update(tally(position_));
    pacer_.wait(window.place.length, [this] { progress_.update(tally(position_)); });
    const bool due = Clock::now() - lastCheckpoint_ >= std::chrono::milliseconds(arguments_.checkpointMs);
    if (!due || pipeline_.flushInFlight() || position_ == arguments_.sizeBytes) return;
    // Counted from its beginning, so that the work between two checkpoints stays the same on a drive that flushes long.
    lastCheckpoint_ = Clock::now();
    flushedUpTo_ = position_;
    pipeline_.requestFlush();
  }

  bool flushed(int error) override { return checkpoint(error); }

 private:
  using Clock = std::chrono::steady_clock;

  /// A flush of everything before flushedUpTo_ ended: says so, or notes the failure, after which nothing since the last
  /// checkpoint is known.
  bool checkpoint(int error) {
    badSectors_.flush();
    if (error != 0) {
      const bool lost = device_.currentSizeBytes() != arguments_.sizeBytes || !device_.sameDisk();
      flushFailure_ = RunEnd{lost ? Outcome::deviceLost : Outcome::fault,
                             "Flushing the target failed: " + errnoWords(error) + ". What was written after byte " +
                                 std::to_string(durable_) + " is unknown.",
                             {}};
      return false;
    }
    if (!device_.facts().direct) device_.dropCache(0, flushedUpTo_);
    durable_ = flushedUpTo_;
    JsonObject line;
    line.text("type", "checkpoint").number("durableBytes", durable_).number("badBlocks", badSectors_.blockCount());
    lines_.print(line);
    return true;
  }

  Tally tally(std::uint64_t doneBytes) const { return {doneBytes, badSectors_.blockCount(), 0}; }

  RunEnd summed(RunEnd end) const {
    end.summary.number("bytesWritten", bytesWritten_)
        .number("durableBytes", durable_)
        .number("badBlocks", badSectors_.blockCount())
        .number("mismatchBytes", 0)
        .number("errorMs", static_cast<std::uint64_t>(transfer_.spent().count()))
        .number("elapsedMs", progress_.elapsedMs())
        .object("io", pipeline_.toJson());
    return end;
  }

  const Arguments& arguments_;
  JsonLines& lines_;
  const Device& device_;
  Pattern pattern_;
  Pacer pacer_;
  BadSectors badSectors_;
  Progress progress_;
  SplitTransfer transfer_;
  WindowCutter cutter_;
  std::uint64_t position_;
  std::uint64_t flushedUpTo_;
  std::uint64_t durable_;
  std::uint64_t bytesWritten_ = 0;
  std::optional<RunEnd> flushFailure_;
  Clock::time_point lastCheckpoint_;
  WindowPipeline pipeline_;
};

}  // namespace

RunEnd overwrite(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::readWrite);
  requireRecordedSize(device, arguments.sizeBytes);
  requireAligned(device, "--from", arguments.fromBytes);
  requireAligned(device, "--block-bytes", arguments.blockBytes.value_or(0));
  ShapeProbe probe = shapeOfPass(arguments, device, Pacer(arguments.maxRateBytesPerSecond));
  JsonObject parameters = patternParameters(arguments);
  parameters.number("fromBytes", arguments.fromBytes);
  addShapeParameters(parameters, arguments);
  parameters.number("checkpointMs", arguments.checkpointMs);
  if (arguments.maxRateBytesPerSecond) parameters.number("maxRateBytesPerSecond", *arguments.maxRateBytesPerSecond);
  printBegin(lines, arguments, device, parameters);
  return Overwrite(arguments, lines, device, std::move(probe)).run();
}

}  // namespace wipebench
