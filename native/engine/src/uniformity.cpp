#include "uniformity.hpp"

#include <cstring>
#include <numeric>

namespace wipebench {

std::optional<std::byte> uniformByteOf(std::span<const std::byte> bytes) {
  if (bytes.empty()) return std::nullopt;
  // Every byte equals its successor: one fast comparison of the piece with itself, moved by one.
  if (std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) != 0) return std::nullopt;
  return bytes.front();
}

std::string hexOf(std::byte value) {
  static constexpr char digits[] = "0123456789abcdef";
  const auto number = std::to_integer<unsigned>(value);
  return {digits[number >> 4U], digits[number & 0xFU]};
}

std::uint64_t ByteHistogram::total() const { return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}); }

JsonObject ByteHistogram::toJson() const {
  JsonObject json;
  for (std::size_t value = 0; value < counts_.size(); ++value) {
    if (counts_[value] > 0) json.number(hexOf(static_cast<std::byte>(value)), counts_[value]);
  }
  return json;
}

}  // namespace wipebench
