#include "mismatches.hpp"

#include <cstring>

namespace wipebench {
namespace {

// Old data equals the pattern by chance about once in 256 bytes; differences this near are one residue.
constexpr std::uint64_t mergeGapBytes = 64;

}  // namespace

Mismatches::Mismatches(JsonLines& lines, std::uint64_t limit) : lines_(lines), limit_(limit) {}

void Mismatches::compare(std::uint64_t offset, std::span<const std::byte> actual,
                         std::span<const std::byte> expected) {
  if (std::memcmp(actual.data(), expected.data(), actual.size()) == 0) return;
  for (std::size_t index = 0; index < actual.size(); ++index) {
    if (actual[index] == expected[index]) continue;
    const std::uint64_t place = offset + index;
    ++byteCount_;
    if (open_ && place - open_->lastByte <= mergeGapBytes) {
      open_->lastByte = place;
    } else {
      flush();
      open_ = Range{place, place};
      ++rangeCount_;
    }
  }
}

void Mismatches::flush() {
  if (!open_) return;
  if (listedCount_ < limit_) {
    JsonObject line;
    line.text("type", "mismatch").number("firstByte", open_->firstByte).number("lastByte", open_->lastByte);
    lines_.print(line);
    ++listedCount_;
  }
  open_.reset();
}

}  // namespace wipebench
