#include "read_pass.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "aligned_buffer.hpp"
#include "bad_sectors.hpp"
#include "io.hpp"
#include "mismatches.hpp"
#include "pacer.hpp"
#include "pattern.hpp"
#include "progress.hpp"
#include "split_transfer.hpp"
#include "stop_signal.hpp"

namespace wipebench {
namespace {

std::uint64_t totalLength(const std::vector<ByteRange>& ranges) {
  return std::accumulate(ranges.begin(), ranges.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const ByteRange& range) { return sum + range.length; });
}

class ReadPass {
 public:
  ReadPass(const Arguments& arguments, JsonLines& lines, const Device& device, const std::vector<ByteRange>& ranges,
           std::uint64_t startBytes)
      : arguments_(arguments),
        lines_(lines),
        device_(device),
        ranges_(ranges),
        pattern_(arguments.pattern.seed ? Pattern(*arguments.pattern.seed) : Pattern(arguments.pattern.bytes)),
        pacer_(arguments.maxRateBytesPerSecond),
        windowBytes_(pacer_.windowBytes(arguments.blockBytes, device.unitBytes())),
        actual_(static_cast<std::size_t>(windowBytes_)),
        expected_(static_cast<std::size_t>(windowBytes_)),
        badSectors_(lines, "read", device.facts().logicalBlockBytes, arguments.badLimit),
        mismatches_(lines, arguments.mismatchLimit),
        progress_(lines, startBytes + totalLength(ranges), startBytes),
        done_(startBytes) {
    if (pattern_.sameEverywhere()) pattern_.fill(0, expected_.first(expected_.sizeBytes()));
  }

  RunEnd run() {
    if (!device_.facts().direct) {
      // Only clean pages can be dropped; what fails here fails again, visibly, in the reads.
      static_cast<void>(flushToMedium(device_));
      device_.dropCache(0, 0);
    }
    RunEnd end{Outcome::completed, "", {}};
    for (const ByteRange& range : ranges_) {
      end = readRange(range);
      if (end.outcome != Outcome::completed) break;
    }
    badSectors_.flush();
    mismatches_.flush();
    if (end.outcome == Outcome::completed) end = judged();
    end.summary.number("bytesRead", bytesRead_)
        .number("badBlocks", badSectors_.blockCount())
        .number("mismatchBytes", mismatches_.byteCount())
        .number("mismatchRanges", mismatches_.rangeCount())
        .number("mismatchRangesListed", mismatches_.listedCount())
        .number("elapsedMs", progress_.elapsedMs());
    return end;
  }

 private:
  RunEnd readRange(const ByteRange& range) {
    const SplitTransfer transfer(
        device_, Direction::read, arguments_.sizeBytes, arguments_.retries,
        {[this](std::uint64_t offset, std::span<const std::byte> bytes) {
           bytesRead_ += bytes.size();
           const std::span<std::byte> expected = expected_.first(bytes.size());
           if (!pattern_.sameEverywhere()) pattern_.fill(offset, expected);
           mismatches_.compare(offset, bytes, expected);
         },
         [this](std::uint64_t offset, std::uint64_t length, int error) {
           return badSectors_.add(offset, length, error);
         },
         [this](std::uint64_t) { progress_.update(tally()); }});
    std::uint64_t position = range.offset;
    const std::uint64_t rangeEnd = range.offset + range.length;
    while (position < rangeEnd) {
      if (stopRequested()) return stopped(position);
      std::uint64_t windowEnd = std::min(position / windowBytes_ * windowBytes_ + windowBytes_, rangeEnd);
      const std::uint64_t alignedEnd = windowEnd / device_.unitBytes() * device_.unitBytes();
      if (alignedEnd > position) windowEnd = alignedEnd;  // the odd end of a file is a window of its own
      const WindowResult result =
          transfer.move(position, actual_.first(static_cast<std::size_t>(windowEnd - position)));
      const std::uint64_t moved = result.reachedBytes - position;
      done_ += moved;
      position = result.reachedBytes;
      switch (result.end) {
        case WindowEnd::done: break;
        case WindowEnd::stopped: return stopped(position);
        case WindowEnd::tooManyBad:
          return {Outcome::tooManyBad,
                  "More than " + std::to_string(arguments_.badLimit) + " blocks could not be read; the pass ended at byte " +
                      std::to_string(position) + ".",
                  {}};
        case WindowEnd::deviceLost: return {Outcome::deviceLost, result.reason, {}};
        case WindowEnd::fatal: return {Outcome::fault, result.reason, {}};
      }
      progress_.update(tally());
      pacer_.wait(moved, [this] { progress_.update(tally()); });
    }
    return {Outcome::completed, "", {}};
  }

  RunEnd judged() {
    progress_.print(tally());
    if (device_.currentSizeBytes() != arguments_.sizeBytes || !device_.sameDisk()) {
      return {Outcome::deviceLost,
              "After the pass the target no longer has its recorded size; it has shrunk, was replaced or is gone.", {}};
    }
    if (mismatches_.byteCount() == 0 && badSectors_.blockCount() == 0) return {Outcome::completed, "", {}};
    return {Outcome::findings,
            std::to_string(mismatches_.byteCount()) + " bytes differ from the pattern and " +
                std::to_string(badSectors_.blockCount()) + " blocks could not be read.",
            {}};
  }

  RunEnd stopped(std::uint64_t position) const {
    const std::string why = lines_.closed() ? "nobody reads its output any more"
                                            : "signal " + std::to_string(stopSignalNumber()) + " asked for it";
    return {Outcome::stopped, "The pass stopped at byte " + std::to_string(position) + " because " + why + ".", {}};
  }

  Tally tally() const { return {done_, badSectors_.blockCount(), mismatches_.byteCount()}; }

  const Arguments& arguments_;
  JsonLines& lines_;
  const Device& device_;
  const std::vector<ByteRange>& ranges_;
  Pattern pattern_;
  Pacer pacer_;
  std::uint64_t windowBytes_;
  AlignedBuffer actual_;
  AlignedBuffer expected_;
  BadSectors badSectors_;
  Mismatches mismatches_;
  Progress progress_;
  std::uint64_t done_;
  std::uint64_t bytesRead_ = 0;
};

}  // namespace

RunEnd readAndCompare(const Arguments& arguments, JsonLines& lines, const Device& device,
                      const std::vector<ByteRange>& ranges, std::uint64_t startBytes) {
  return ReadPass(arguments, lines, device, ranges, startBytes).run();
}

}  // namespace wipebench
