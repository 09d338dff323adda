#include "keystream.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace wipebench {

Keystream::Keystream(const Key256& seed, KeystreamDomain domain)
    : Keystream(seed, static_cast<std::uint64_t>(domain), availableAesPaths().back().counterBlocks) {}

Keystream::Keystream(const Key256& seed, std::uint64_t high64, CounterBlocks path)
    : keys_(expandKey256(seed)), high64_(high64), path_(path) {}

void Keystream::produce(std::uint64_t offset, std::span<std::byte> out) const {
  const auto partial = [&](std::uint64_t at, std::span<std::byte> piece) {
    std::array<std::byte, 16> block{};
    path_(keys_, high64_, at / 16, block.data(), 1);
    std::memcpy(piece.data(), block.data() + at % 16, piece.size());
  };
  if (const std::uint64_t inside = offset % 16; inside != 0 && !out.empty()) {
    const std::size_t head = std::min<std::size_t>(16 - static_cast<std::size_t>(inside), out.size());
    partial(offset, out.first(head));
    offset += head;
    out = out.subspan(head);
  }
  const std::size_t wholeBlocks = out.size() / 16;
  path_(keys_, high64_, offset / 16, out.data(), wholeBlocks);
  offset += 16 * wholeBlocks;
  out = out.subspan(16 * wholeBlocks);
  if (!out.empty()) partial(offset, out);
}

}  // namespace wipebench
