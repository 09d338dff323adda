#include "random_words.hpp"

#include <stdexcept>

namespace wipebench {

RandomWords::RandomWords(const Key256& seed, KeystreamDomain domain) : stream_(seed, domain) {}

std::uint64_t RandomWords::nextWord() {
  if (usedOfPage_ == page_.size()) {
    stream_.produce(nextOffset_, page_);
    nextOffset_ += page_.size();
    usedOfPage_ = 0;
  }
  std::uint64_t word = 0;
  for (std::size_t index = 0; index < 8; ++index) {
    word = (word << 8U) | std::to_integer<std::uint64_t>(page_[usedOfPage_ + index]);
  }
  usedOfPage_ += 8;
  return word;
}

std::uint64_t RandomWords::below(std::uint64_t bound) {
  if (bound == 0) throw std::logic_error("no number is below zero");
  // 2^64 mod bound, without 128-bit arithmetic.
  const std::uint64_t remainder = (UINT64_MAX % bound + 1) % bound;
  for (;;) {
    const std::uint64_t word = nextWord();
    // Accept w <= 2^64 - 1 - remainder, i.e. w < 2^64 - remainder.
    if (word <= UINT64_MAX - remainder) return word % bound;
  }
}

}  // namespace wipebench
