#include "keystream.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "cpu_path.hpp"

namespace wipebench {

Keystream::Keystream(const Key256& seed, KeystreamDomain domain)
    : Keystream(seed, static_cast<std::uint64_t>(domain), chosenAesPath()) {}

Keystream::Keystream(const Key256& seed, std::uint64_t high64, const AesPath& path)
    : keys_(expandKey256(seed)), high64_(high64), path_(path) {}

void Keystream::produce(std::uint64_t offset, std::span<std::byte> out) const {
  const auto partial = [&](std::uint64_t at, std::span<std::byte> piece) {
    std::array<std::byte, 16> block{};
    path_.counterBlocks(keys_, high64_, at / 16, block.data(), 1);
    std::memcpy(piece.data(), block.data() + at % 16, piece.size());
  };
  if (const std::uint64_t inside = offset % 16; inside != 0 && !out.empty()) {
    const std::size_t head = std::min<std::size_t>(16 - static_cast<std::size_t>(inside), out.size());
    partial(offset, out.first(head));
    offset += head;
    out = out.subspan(head);
  }
  const std::size_t wholeBlocks = out.size() / 16;
  path_.counterBlocks(keys_, high64_, offset / 16, out.data(), wholeBlocks);
  offset += 16 * wholeBlocks;
  out = out.subspan(16 * wholeBlocks);
  if (!out.empty()) partial(offset, out);
}

bool Keystream::equals(std::uint64_t offset, std::span<const std::byte> actual) const {
  const auto partial = [&](std::uint64_t at, std::span<const std::byte> piece) {
    std::array<std::byte, 16> expected{};
    produce(at, std::span(expected).first(piece.size()));
    return std::memcmp(piece.data(), expected.data(), piece.size()) == 0;
  };
  const auto inside = static_cast<std::size_t>(offset % 16);
  const std::size_t head = inside == 0 ? 0 : std::min(16 - inside, actual.size());
  if (head > 0 && !partial(offset, actual.first(head))) return false;
  const std::size_t wholeBlocks = (actual.size() - head) / 16;
  if (!path_.counterBlocksEqual(keys_, high64_, (offset + head) / 16, actual.data() + head, wholeBlocks)) return false;
  const std::span<const std::byte> rest = actual.subspan(head + 16 * wholeBlocks);
  return rest.empty() || partial(offset + head + 16 * wholeBlocks, rest);
}

}  // namespace wipebench
