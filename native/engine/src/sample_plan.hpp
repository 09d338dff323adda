// Which places of a drive a sampled verification reads. A pure function of numbers and a seed, so an auditor can
// draw the same plan again. After NIST SP 800-88 Rev. 1, section 4.7.
//
// Given: size B bytes, logical block u bytes, seed (32 bytes), S0 subsections wanted, k0 samples per subsection,
// p parts per million to be read. All divisions are whole-number divisions rounding down.
//   1. N = ceil(B / u) blocks. k = min(k0, N). S = min(S0, N / k).
//   2. Subsection i (0 <= i < S) is the blocks [i*N/S, (i+1)*N/S); L is their number.
//   3. t = min(L, max(k, ceil(L*p / 1000000))) blocks are read in it; in the last subsection of a drive whose last
//      block is not whole (u does not divide B), t is one more, but at most L.
//   4. Sample j (0 <= j < k) is (j+1)*t/k - j*t/k blocks long.
//   5. Draw k numbers, each uniform in [0, L-t], and sort them ascending: g_0 <= g_1 <= ...
//      Sample j starts at block i*N/S + g_j + (the lengths of samples 0..j-1 of this subsection).
//   6. Draws: subsection by subsection, k in each. The random words are the 64-bit big-endian numbers of the
//      AES-256-CTR keystream with key = seed and counter block = ASCII "wbsample" || 64-bit big-endian block number
//      from 0. A draw in [0, n-1] takes words w until w < 2^64 - (2^64 mod n), and is w mod n. It takes at least one
//      word, also when n = 1.
//   7. When no sample covers block 0, the one-block range [0, 1) is put first; when none covers block N-1, the
//      range [N-1, N) is put last.
#pragma once

#include <cstdint>
#include <vector>

#include "aes256.hpp"
#include "byte_range.hpp"

namespace wipebench {

struct SamplePlan {
  /// Ascending, never overlapping.
  std::vector<ByteRange> ranges;
  std::uint64_t subsections = 0;
  std::uint64_t perSubsection = 0;
  std::uint64_t sampledBytes = 0;
  /// sampledBytes * 1000000 / size, rounded down.
  std::uint64_t shareReachedPpm = 0;
};

SamplePlan planSamples(std::uint64_t sizeBytes, std::uint64_t logicalBlockBytes, const Key256& seed,
                       std::uint64_t subsectionsWanted, std::uint64_t perSubsectionWanted, std::uint64_t sharePpm);

}  // namespace wipebench
