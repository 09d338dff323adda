// AES-256 (FIPS-197) block encryption in counter mode, one pair of functions per instruction set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace wipebench {

using Key256 = std::array<std::uint8_t, 32>;
using Block128 = std::array<std::uint8_t, 16>;

/// 15 round keys in byte order, usable by every path.
struct alignas(16) RoundKeys {
  std::array<std::uint8_t, 240> bytes;
};

RoundKeys expandKey256(const Key256& key);

/// Writes `blockCount` keystream blocks: block i = AES(key, high64 big-endian || (low64 + i) big-endian).
/// The low half wraps by itself and never carries into the high half.
using CounterBlocks = void (*)(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64, std::byte* out,
                               std::size_t blockCount);

/// Compares `blockCount` blocks with the same keystream, generated in registers: no second buffer is written or read.
/// True when every bit is equal. Takes the same time wherever a difference lies.
using CounterBlocksEqual = bool (*)(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64,
                                    const std::byte* actual, std::size_t blockCount);

void counterBlocksPortable(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64, std::byte* out,
                           std::size_t blockCount);

struct AesPath {
  std::string_view name;
  CounterBlocks counterBlocks;
  CounterBlocksEqual counterBlocksEqual;
};

/// The AES-NI path when this CPU has it.
std::optional<AesPath> aesNiPath();

/// The paths with vector AES in 256-bit and 512-bit registers, as far as this CPU has them.
std::vector<AesPath> vectorAesPaths();

/// Every path this CPU can run, slowest first.
const std::vector<AesPath>& availableAesPaths();

}  // namespace wipebench
