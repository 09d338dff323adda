#include "read_pass.hpp"

#include <span>
#include <string>

#include "aligned_buffer.hpp"
#include "mismatches.hpp"
#include "pattern.hpp"
#include "range_reader.hpp"

namespace wipebench {
namespace {

class ReadPass {
 public:
  ReadPass(const Arguments& arguments, JsonLines& lines, const Device& device, const std::vector<ByteRange>& ranges,
           std::uint64_t startBytes)
      : ranges_(ranges),
        pattern_(arguments.pattern.seed ? Pattern(*arguments.pattern.seed) : Pattern(arguments.pattern.bytes)),
        mismatches_(lines, arguments.mismatchLimit),
        reader_(arguments, lines, device, totalLength(ranges), startBytes, OnUnreadable::goOn,
                {[this](std::uint64_t offset, std::span<const std::byte> bytes) { compare(offset, bytes); },
                 [this] { return mismatches_.byteCount(); }}),
        expected_(static_cast<std::size_t>(reader_.windowBytes())) {
    if (pattern_.sameEverywhere()) pattern_.fill(0, expected_.first(expected_.sizeBytes()));
  }

  RunEnd run() {
    RunEnd end{Outcome::completed, "", {}};
    for (const ByteRange& range : ranges_) {
      end = reader_.read(range);
      if (end.outcome != Outcome::completed) break;
    }
    reader_.flushBadRanges();
    mismatches_.flush();
    if (end.outcome == Outcome::completed) end = judged();
    end.summary.number("bytesRead", reader_.bytesRead())
        .number("badBlocks", reader_.badBlocks())
        .number("mismatchBytes", mismatches_.byteCount())
        .number("mismatchRanges", mismatches_.rangeCount())
        .number("mismatchRangesListed", mismatches_.listedCount())
        .number("elapsedMs", reader_.elapsedMs());
    return end;
  }

 private:
  void compare(std::uint64_t offset, std::span<const std::byte> bytes) {
    const std::span<std::byte> expected = expected_.first(bytes.size());
    if (!pattern_.sameEverywhere()) pattern_.fill(offset, expected);
    mismatches_.compare(offset, bytes, expected);
  }

  RunEnd judged() {
    RunEnd end = reader_.finished();
    if (end.outcome != Outcome::completed) return end;
    if (mismatches_.byteCount() == 0 && reader_.badBlocks() == 0) return end;
    return {Outcome::findings,
            std::to_string(mismatches_.byteCount()) + " bytes differ from the pattern and " +
                std::to_string(reader_.badBlocks()) + " blocks could not be read.",
            {}};
  }

  const std::vector<ByteRange>& ranges_;
  Pattern pattern_;
  Mismatches mismatches_;
  RangeReader reader_;
  AlignedBuffer expected_;
};

}  // namespace

RunEnd readAndCompare(const Arguments& arguments, JsonLines& lines, const Device& device,
                      const std::vector<ByteRange>& ranges, std::uint64_t startBytes) {
  return ReadPass(arguments, lines, device, ranges, startBytes).run();
}

}  // namespace wipebench
