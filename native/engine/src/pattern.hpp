// What every byte of the drive should be, computable at any offset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "keystream.hpp"

namespace wipebench {

class Pattern {
 public:
  /// A repeated pattern of 1 to 16 bytes; byte o of the drive is bytes[o mod n].
  explicit Pattern(std::vector<std::byte> bytes);
  /// The overwrite keystream of a seed.
  explicit Pattern(const Key256& seed);

  /// Fills `out` with the pattern bytes [offset, offset + out.size()).
  void fill(std::uint64_t offset, std::span<std::byte> out) const;

  /// True when `actual` is exactly the pattern bytes [offset, offset + actual.size()). Needs no second buffer: the
  /// keystream is compared in registers, a repeated pattern with a piece that stays in the nearest cache.
  bool matches(std::uint64_t offset, std::span<const std::byte> actual) const;

  /// True when every window of the drive has the same content, so one filled buffer serves all. Windows begin at
  /// multiples of 512 bytes.
  bool sameEverywhere() const { return !stream_ && 512 % bytes_.size() == 0; }

 private:
  std::vector<std::byte> bytes_;
  /// Whole periods, and one more so that it can be entered at any phase.
  std::vector<std::byte> tile_;
  std::optional<Keystream> stream_;
};

}  // namespace wipebench
