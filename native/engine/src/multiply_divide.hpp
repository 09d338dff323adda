// Whole-number proportions of places on a drive, which overflow 64 bits in between.
#pragma once

#include <cstdint>

namespace wipebench {

__extension__ using Wide = unsigned __int128;

/// a * b / c without overflow in between, rounding down.
constexpr std::uint64_t multiplyDivide(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b / c);
}

/// The same, rounding up.
constexpr std::uint64_t multiplyDivideUp(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return static_cast<std::uint64_t>((static_cast<Wide>(a) * b + c - 1) / c);
}

}  // namespace wipebench
