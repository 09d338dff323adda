#include "read_pass.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

#include "mismatches.hpp"
#include "pattern.hpp"
#include "range_reader.hpp"

namespace wipebench {
namespace {

std::optional<Pattern> patternOf(const Arguments& arguments) {
  if (arguments.pattern.seed) return Pattern(*arguments.pattern.seed);
  if (arguments.pattern.bytes.empty()) return std::nullopt;
  return Pattern(arguments.pattern.bytes);
}

class ReadPass {
 public:
  ReadPass(const Arguments& arguments, JsonLines& lines, const Device& device, const std::vector<ByteRange>& ranges,
           std::uint64_t startBytes)
      : pattern_(patternOf(arguments)),
        mismatches_(lines, arguments.mismatchLimit),
        reader_(arguments, lines, device, ranges, startBytes, OnUnreadable::goOn,
                {[this](std::uint64_t offset, std::span<const std::byte> bytes) {
                   return !pattern_ || pattern_->matches(offset, bytes);
                 },
                 [this](std::uint64_t offset, std::span<const std::byte> bytes) { compare(offset, bytes); },
                 {},
                 [this] { return mismatches_.byteCount(); }}) {}

  RunEnd run() {
    RunEnd end = reader_.run();
    reader_.flushBadRanges();
    mismatches_.flush();
    if (end.outcome == Outcome::completed && (mismatches_.byteCount() > 0 || reader_.badBlocks() > 0)) {
      const std::string unreadable = std::to_string(reader_.badBlocks()) + " blocks could not be read.";
      end.outcome = Outcome::findings;
      end.reason = pattern_ ? std::to_string(mismatches_.byteCount()) + " bytes differ from the pattern and " + unreadable
                            : unreadable;
    }
    end.summary.number("bytesRead", reader_.bytesRead())
        .number("badBlocks", reader_.badBlocks())
        .number("mismatchBytes", mismatches_.byteCount())
        .number("mismatchRanges", mismatches_.rangeCount())
        .number("mismatchRangesListed", mismatches_.listedCount());
    reader_.addSummary(end.summary);
    return end;
  }

 private:
  /// Somewhere in these bytes lies a difference: what should be there is made after all and compared byte by byte.
  void compare(std::uint64_t offset, std::span<const std::byte> bytes) {
    std::array<std::byte, 65536> expected;
    for (std::size_t at = 0; at < bytes.size(); at += expected.size()) {
      const std::size_t count = std::min(expected.size(), bytes.size() - at);
      const std::span<std::byte> piece = std::span(expected).first(count);
      pattern_->fill(offset + at, piece);
      mismatches_.compare(offset + at, bytes.subspan(at, count), piece);
    }
  }

  std::optional<Pattern> pattern_;
  Mismatches mismatches_;
  RangeReader reader_;
};

}  // namespace

RunEnd readAndCompare(const Arguments& arguments, JsonLines& lines, const Device& device,
                      const std::vector<ByteRange>& ranges, std::uint64_t startBytes) {
  return ReadPass(arguments, lines, device, ranges, startBytes).run();
}

}  // namespace wipebench
