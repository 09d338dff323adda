#include "aes256.hpp"

namespace wipebench {
namespace {

constexpr std::uint8_t doubled(std::uint8_t value) {
  return static_cast<std::uint8_t>((value << 1U) ^ ((value & 0x80U) != 0 ? 0x1BU : 0U));
}

/// The S-box of FIPS-197 5.1.1, computed from its definition (inverse in GF(2^8), then the affine map).
constexpr std::array<std::uint8_t, 256> makeSubstitution() {
  std::array<std::uint8_t, 256> box{};
  std::uint8_t power = 1;
  std::uint8_t inverse = 1;
  do {
    power = static_cast<std::uint8_t>(power ^ doubled(power));  // times 3, a generator
    inverse = static_cast<std::uint8_t>(inverse ^ (inverse << 1U));  // divided by 3
    inverse = static_cast<std::uint8_t>(inverse ^ (inverse << 2U));
    inverse = static_cast<std::uint8_t>(inverse ^ (inverse << 4U));
    if ((inverse & 0x80U) != 0) inverse ^= 0x09U;
    const auto rotated = [inverse](unsigned bits) {
      return static_cast<std::uint8_t>((inverse << bits) | (inverse >> (8U - bits)));
    };
    box[power] = static_cast<std::uint8_t>(inverse ^ rotated(1) ^ rotated(2) ^ rotated(3) ^ rotated(4) ^ 0x63U);
  } while (power != 1);
  box[0] = 0x63;
  return box;
}

constexpr std::array<std::uint8_t, 256> substitution = makeSubstitution();

/// SubBytes and MixColumns of one byte as a column word (the T-table of the Rijndael proposal, 5.2.1).
constexpr std::array<std::uint32_t, 256> makeColumnTable() {
  std::array<std::uint32_t, 256> table{};
  for (std::size_t index = 0; index < 256; ++index) {
    const std::uint8_t one = substitution[index];
    const std::uint8_t two = doubled(one);
    const auto three = static_cast<std::uint8_t>(two ^ one);
    table[index] = (std::uint32_t{two} << 24U) | (std::uint32_t{one} << 16U) | (std::uint32_t{one} << 8U) | three;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> columnTable = makeColumnTable();

constexpr std::uint32_t rotatedRight(std::uint32_t word, unsigned bits) {
  return bits == 0 ? word : (word >> bits) | (word << (32U - bits));
}

std::uint32_t loadWord(const std::uint8_t* bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) | (std::uint32_t{bytes[2]} << 8U) |
         bytes[3];
}

constexpr std::uint8_t byteOf(std::uint32_t word, unsigned index) {
  return static_cast<std::uint8_t>(word >> (24U - 8U * index));
}

void encryptBlock(const RoundKeys& keys, std::array<std::uint32_t, 4> state, std::byte* out) {
  for (unsigned column = 0; column < 4; ++column) state[column] ^= loadWord(&keys.bytes[4 * column]);
  for (unsigned round = 1; round < 14; ++round) {
    std::array<std::uint32_t, 4> next{};
    for (unsigned column = 0; column < 4; ++column) {
      std::uint32_t word = loadWord(&keys.bytes[16 * round + 4 * column]);
      for (unsigned row = 0; row < 4; ++row) {
        word ^= rotatedRight(columnTable[byteOf(state[(column + row) % 4], row)], 8 * row);
      }
      next[column] = word;
    }
    state = next;
  }
  for (unsigned column = 0; column < 4; ++column) {
    for (unsigned row = 0; row < 4; ++row) {
      const std::uint8_t substituted = substitution[byteOf(state[(column + row) % 4], row)];
      out[4 * column + row] = static_cast<std::byte>(substituted ^ keys.bytes[16 * 14 + 4 * column + row]);
    }
  }
}

}  // namespace

RoundKeys expandKey256(const Key256& key) {
  RoundKeys keys{};
  for (std::size_t index = 0; index < 32; ++index) keys.bytes[index] = key[index];
  std::uint8_t roundConstant = 1;
  for (std::size_t word = 8; word < 60; ++word) {
    std::array<std::uint8_t, 4> next{};
    for (std::size_t index = 0; index < 4; ++index) next[index] = keys.bytes[4 * (word - 1) + index];
    if (word % 8 == 0) {
      next = {substitution[next[1]], substitution[next[2]], substitution[next[3]], substitution[next[0]]};
      next[0] = static_cast<std::uint8_t>(next[0] ^ roundConstant);
      roundConstant = doubled(roundConstant);
    } else if (word % 8 == 4) {
      for (std::uint8_t& value : next) value = substitution[value];
    }
    for (std::size_t index = 0; index < 4; ++index) {
      keys.bytes[4 * word + index] = static_cast<std::uint8_t>(keys.bytes[4 * (word - 8) + index] ^ next[index]);
    }
  }
  return keys;
}

void counterBlocksPortable(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64, std::byte* out,
                           std::size_t blockCount) {
  for (std::size_t index = 0; index < blockCount; ++index) {
    const std::uint64_t low = low64 + index;
    encryptBlock(keys,
                 {static_cast<std::uint32_t>(high64 >> 32U), static_cast<std::uint32_t>(high64),
                  static_cast<std::uint32_t>(low >> 32U), static_cast<std::uint32_t>(low)},
                 out + 16 * index);
  }
}

namespace {

bool counterBlocksEqualPortable(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64,
                                const std::byte* actual, std::size_t blockCount) {
  std::array<std::byte, 16> expected{};
  std::uint8_t difference = 0;
  for (std::size_t index = 0; index < blockCount; ++index) {
    counterBlocksPortable(keys, high64, low64 + index, expected.data(), 1);
    for (std::size_t at = 0; at < expected.size(); ++at) {
      difference |= std::to_integer<std::uint8_t>(expected[at] ^ actual[16 * index + at]);
    }
  }
  return difference == 0;
}

}  // namespace

const std::vector<AesPath>& availableAesPaths() {
  static const std::vector<AesPath> paths = [] {
    std::vector<AesPath> found{{"portable", counterBlocksPortable, counterBlocksEqualPortable}};
    if (const auto fast = aesNiPath()) found.push_back(*fast);
    for (const AesPath& path : vectorAesPaths()) found.push_back(path);
    return found;
  }();
  return paths;
}

}  // namespace wipebench
