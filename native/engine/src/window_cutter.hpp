// Cuts ranges of the drive into windows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "byte_range.hpp"
#include "window_pipeline.hpp"

namespace wipebench {

class WindowCutter {
 public:
  /// Ranges ascend and do not overlap. `unitBytes`: what a direct transfer must be a multiple of.
  WindowCutter(std::vector<ByteRange> ranges, std::uint64_t unitBytes);

  /// The next window of at most `mostBytes`; nothing after the last. Windows of long ranges lie on their own grid, so a
  /// resumed pass is aligned again after its first window.
  std::optional<Window> next(std::uint64_t mostBytes);

 private:
  std::vector<ByteRange> ranges_;
  std::uint64_t unitBytes_;
  std::size_t range_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace wipebench
