#include "pattern.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "cpu_path.hpp"

namespace wipebench {
namespace {

// Small enough for the nearest cache, large enough that the calls do not count.
constexpr std::size_t tileBytes = 8192;

}  // namespace

Pattern::Pattern(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {
  if (bytes_.empty()) throw std::logic_error("a pattern has at least one byte");
  if (bytes_.size() == 1) return;
  tile_.resize((tileBytes / bytes_.size() + 1) * bytes_.size());
  fill(0, tile_);
}

Pattern::Pattern(const Key256& seed) : stream_(Keystream(seed, KeystreamDomain::overwrite)) {}

void Pattern::fill(std::uint64_t offset, std::span<std::byte> out) const {
  if (stream_) {
    stream_->produce(offset, out);
    return;
  }
  if (bytes_.size() == 1) {
    std::memset(out.data(), std::to_integer<int>(bytes_.front()), out.size());
    return;
  }
  const std::size_t period = bytes_.size();
  std::size_t filled = std::min(period, out.size());
  for (std::size_t index = 0; index < filled; ++index) {
    out[index] = bytes_[static_cast<std::size_t>((offset + index) % period)];
  }
  // Doubling copies keep the phase: `filled` stays a whole number of periods.
  while (filled < out.size()) {
    const std::size_t count = std::min(filled, out.size() - filled);
    std::memcpy(out.data() + filled, out.data(), count);
    filled += count;
  }
}

bool Pattern::matches(std::uint64_t offset, std::span<const std::byte> actual) const {
  if (stream_) return stream_->equals(offset, actual);
  if (bytes_.size() == 1) return chosenUniformPath().allBytesAre(actual, bytes_.front());
  const std::byte* const expected = tile_.data() + static_cast<std::size_t>(offset % bytes_.size());
  const std::size_t piece = tile_.size() - bytes_.size();
  for (std::size_t at = 0; at < actual.size(); at += piece) {
    if (std::memcmp(actual.data() + at, expected, std::min(piece, actual.size() - at)) != 0) return false;
  }
  return true;
}

}  // namespace wipebench
