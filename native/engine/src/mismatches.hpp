// The list of bytes that are not what they should be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "json_lines.hpp"

namespace wipebench {

class Mismatches {
 public:
  /// Lists at most `limit` ranges; counts all.
  Mismatches(JsonLines& lines, std::uint64_t limit);

  /// Compares what was read at `offset` with what should be there. Calls come in ascending order.
  void compare(std::uint64_t offset, std::span<const std::byte> actual, std::span<const std::byte> expected);

  /// Prints the open range.
  void flush();

  std::uint64_t byteCount() const { return byteCount_; }
  std::uint64_t rangeCount() const { return rangeCount_; }
  std::uint64_t listedCount() const { return listedCount_; }

 private:
  struct Range {
    std::uint64_t firstByte;
    std::uint64_t lastByte;
  };
  JsonLines& lines_;
  std::uint64_t limit_;
  std::uint64_t byteCount_ = 0;
  std::uint64_t rangeCount_ = 0;
  std::uint64_t listedCount_ = 0;
  std::optional<Range> open_;
};

}  // namespace wipebench
