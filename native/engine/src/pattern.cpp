#include "pattern.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace wipebench {

Pattern::Pattern(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {
  if (bytes_.empty()) throw std::logic_error("a pattern has at least one byte");
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

}  // namespace wipebench
