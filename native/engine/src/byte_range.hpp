// A run of bytes of the drive.
#pragma once

#include <cstdint>
#include <numeric>
#include <vector>

namespace wipebench {

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

inline std::uint64_t totalLength(const std::vector<ByteRange>& ranges) {
  return std::accumulate(ranges.begin(), ranges.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const ByteRange& range) { return sum + range.length; });
}

}  // namespace wipebench
