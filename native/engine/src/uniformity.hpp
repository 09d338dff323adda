// Whether a piece of the drive is one byte value repeated, and how often each value was met. Erased drives answer
// with zeros, ones or a vendor's byte; what is uniform holds no data, but says nothing of what lay there before.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "json_lines.hpp"

namespace wipebench {

/// The byte all of `bytes` are equal to; nothing when they differ or there are none.
std::optional<std::byte> uniformByteOf(std::span<const std::byte> bytes);

/// "00" to "ff".
std::string hexOf(std::byte value);

/// Counts pieces by the byte they consist of.
class ByteHistogram {
 public:
  void add(std::byte value) { ++counts_[std::to_integer<std::size_t>(value)]; }
  std::uint64_t total() const;
  /// {"00":60,"ff":4}: only the values met, ascending.
  JsonObject toJson() const;

 private:
  std::array<std::uint64_t, 256> counts_{};
};

}  // namespace wipebench
