// Uniform numbers drawn from a keystream, the same on every machine.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "keystream.hpp"

namespace wipebench {

/// Word m is the 64-bit big-endian number in stream bytes [8m, 8m + 8). Words are used in order, none is skipped.
class RandomWords {
 public:
  RandomWords(const Key256& seed, KeystreamDomain domain);

  /// Uniform in [0, bound), bound >= 1. Takes words w until w < 2^64 - (2^64 mod bound), then answers w mod bound.
  /// At least one word is always taken, also for bound 1.
  std::uint64_t below(std::uint64_t bound);

 private:
  std::uint64_t nextWord();
  Keystream stream_;
  std::array<std::byte, 4096> page_{};
  std::size_t usedOfPage_ = 4096;
  std::uint64_t nextOffset_ = 0;
};

}  // namespace wipebench
