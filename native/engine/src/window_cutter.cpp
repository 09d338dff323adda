#include "window_cutter.hpp"

#include <algorithm>
#include <utility>

namespace wipebench {

WindowCutter::WindowCutter(std::vector<ByteRange> ranges, std::uint64_t unitBytes)
    : ranges_(std::move(ranges)), unitBytes_(unitBytes) {}

std::optional<Window> WindowCutter::next(std::uint64_t mostBytes) {
  while (range_ < ranges_.size() && done_ == ranges_[range_].length) {
    ++range_;
    done_ = 0;
  }
  if (range_ == ranges_.size()) return std::nullopt;
  const std::uint64_t rangeEnd = ranges_[range_].offset + ranges_[range_].length;
  const std::uint64_t position = ranges_[range_].offset + done_;
  std::uint64_t windowEnd = rangeEnd;
  if (rangeEnd - position > mostBytes) windowEnd = position / mostBytes * mostBytes + mostBytes;
  const std::uint64_t alignedEnd = windowEnd / unitBytes_ * unitBytes_;
  if (alignedEnd > position) windowEnd = alignedEnd;  // the odd end of a file is a window of its own
  done_ += windowEnd - position;
  return Window{{position, windowEnd - position}, range_, windowEnd == rangeEnd};
}

}  // namespace wipebench
