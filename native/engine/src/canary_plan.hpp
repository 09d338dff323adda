// Where canaries lie and what they say. A pure function of size, block size, seed, count and layout.
//
// b = the physical block, at least 512 and at most 4096, but never less than the logical block.
// E = (B - b)/b - 1 blocks (rounding down), at j*b with 1 <= j <= E, lie whole between the first block, at byte 0, and
// the last, at byte B - b. First and last are places of every layout.
// Scattered: up to count - 2 others. They are drawn one by one: a number in [0, E-1], plus 1 is j; a j already taken
// is drawn again; when count - 2 >= E all of them are taken without drawing. The random words are those of the sample
// plan (sample_plan.hpp, step 6) with key = canary seed and "wbcplace" as the counter's upper half.
// Stratified: P = min(count, E) parts; part i (0 <= i < P) is the blocks 1 + i*E/P <= j < 1 + (i+1)*E/P, its place is
// the first of them plus a number drawn in [0, their number - 1], parts ascending, words of "wbcparts". So a run of
// bytes twice as long as the longest part, ceil(E/P)*b, holds a canary: README, "The canaries".
// Content of the place at offset o: bytes [o, o + b) of the AES-256-CTR keystream with key = canary seed and counter
// block = ASCII "wbcdata0" || 64-bit big-endian (byte offset / 16).
#pragma once

#include <cstdint>
#include <vector>

#include "aes256.hpp"
#include "arguments.hpp"

namespace wipebench {

struct CanaryPlan {
  std::uint64_t blockBytes = 0;
  /// Stratified: P. Scattered: 0.
  std::uint64_t parts = 0;
  /// Byte offsets, ascending, never overlapping.
  std::vector<std::uint64_t> offsets;
};

std::uint64_t canaryBlockBytes(std::uint64_t logicalBlockBytes, std::uint64_t physicalBlockBytes);

/// Throws Refused when the drive holds less than two canary blocks.
CanaryPlan planCanaries(std::uint64_t sizeBytes, std::uint64_t blockBytes, const Key256& seed, std::uint64_t count,
                        CanaryLayout layout);

}  // namespace wipebench
