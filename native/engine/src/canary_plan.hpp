// Where canaries lie and what they say. A pure function of size, block size and seed.
//
// b = the physical block, at least 512 and at most 4096, but never less than the logical block.
// Places (byte offsets): 0, B - b, and up to count - 2 others j*b with 1 <= j <= (B - b)/b - 1 (rounding down), so
// that none overlaps the last. The others are drawn one by one: a number in [0, E-1], E = (B - b)/b - 1, plus 1 is
// j; a j already taken is drawn again; when count - 2 >= E all of them are taken without drawing. The random words
// are those of the sample plan (sample_plan.hpp, step 6) with key = canary seed and "wbcplace" as the counter's
// upper half.
// Content of the place at offset o: bytes [o, o + b) of the AES-256-CTR keystream with key = canary seed and counter
// block = ASCII "wbcdata0" || 64-bit big-endian (byte offset / 16).
#pragma once

#include <cstdint>
#include <vector>

#include "aes256.hpp"

namespace wipebench {

struct CanaryPlan {
  std::uint64_t blockBytes = 0;
  /// Byte offsets, ascending, never overlapping.
  std::vector<std::uint64_t> offsets;
};

std::uint64_t canaryBlockBytes(std::uint64_t logicalBlockBytes, std::uint64_t physicalBlockBytes);

/// Throws Refused when the drive holds less than two canary blocks.
CanaryPlan planCanaries(std::uint64_t sizeBytes, std::uint64_t blockBytes, const Key256& seed, std::uint64_t count);

}  // namespace wipebench
