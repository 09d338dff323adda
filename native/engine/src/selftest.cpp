// selftest: published known answers on every instruction-set path this CPU has, and seeking.
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keystream.hpp"
#include "sha256.hpp"
#include "uniform_bytes.hpp"
#include "verbs.hpp"

namespace wipebench {
namespace {

std::vector<std::byte> bytesOf(std::string_view hex) {
  const auto nibble = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
  std::vector<std::byte> bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes.push_back(static_cast<std::byte>(nibble(hex[at]) * 16 + nibble(hex[at + 1])));
  }
  return bytes;
}

Key256 keyOf(std::string_view hex) {
  const std::vector<std::byte> bytes = bytesOf(hex);
  Key256 key{};
  std::memcpy(key.data(), bytes.data(), key.size());
  return key;
}

/// FIPS-197 appendix C.3: one block, here as the counter block of the CTR function.
bool fips197(const AesPath& path) {
  const Key256 key = keyOf("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  std::vector<std::byte> out(16);
  path.counterBlocks(expandKey256(key), 0x0011223344556677, 0x8899aabbccddeeff, out.data(), 1);
  return out == bytesOf("8ea2b7ca516745bfeafc49904b496089");
}

/// SP 800-38A appendix F.5.5 CTR-AES256.Encrypt: four blocks.
bool sp80038a(const AesPath& path) {
  const Key256 key = keyOf("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  const std::vector<std::byte> plain = bytesOf(
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
      "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
  const std::vector<std::byte> cipher = bytesOf(
      "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
      "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");
  std::vector<std::byte> out(plain.size());
  path.counterBlocks(expandKey256(key), 0xf0f1f2f3f4f5f6f7, 0xf8f9fafbfcfdfeff, out.data(), 4);
  for (std::size_t at = 0; at < out.size(); ++at) out[at] ^= plain[at];
  return out == cipher;
}

/// The stream at any offset and length equals the slice of the whole, also across the 32-bit counter boundary.
bool seeking(const AesPath& path) {
  const Key256 key = keyOf("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  const Keystream stream(key, 0, path);
  constexpr std::size_t wholeBytes = 4096;
  for (const std::uint64_t base : {std::uint64_t{0}, (std::uint64_t{1} << 36U) - 2048, (std::uint64_t{1} << 62U)}) {
    std::vector<std::byte> whole(wholeBytes);
    stream.produce(base, whole);
    for (std::size_t from = 0; from < 300; from += 7) {
      for (const std::size_t length : {1U, 15U, 16U, 17U, 127U, 128U, 129U, 1000U}) {
        std::vector<std::byte> part(length);
        stream.produce(base + from, part);
        if (std::memcmp(part.data(), whole.data() + from, length) != 0) return false;
      }
    }
  }
  return true;
}

/// All paths agree with the portable one on a long run.
bool agreement(const AesPath& path) {
  const Key256 key = keyOf("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  std::vector<std::byte> portable(16 * 1021);
  std::vector<std::byte> other(portable.size());
  counterBlocksPortable(expandKey256(key), 7, UINT64_MAX - 500, portable.data(), 1021);
  path.counterBlocks(expandKey256(key), 7, UINT64_MAX - 500, other.data(), 1021);
  return portable == other;
}

/// True when `equal` holds for the bytes as they are, and for no copy of them with a single bit flipped.
template <typename Equal>
bool findsEveryFlippedBit(std::vector<std::byte> bytes, Equal equal) {
  if (!equal(bytes)) return false;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    const auto mask = static_cast<std::byte>(1U << (bit % 8));
    bytes[bit / 8] ^= mask;
    if (equal(bytes)) return false;
    bytes[bit / 8] ^= mask;
  }
  return true;
}

/// The comparison in registers agrees with the bytes, across the loops for many blocks and the odd rest.
bool comparing(const AesPath& path) {
  const Key256 key = keyOf("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  const Keystream stream(key, 0, path);
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{5}, (std::uint64_t{1} << 36U) - 512}) {
    for (const std::size_t length : {7U, 512U, 1131U}) {
      std::vector<std::byte> bytes(length);
      stream.produce(offset, bytes);
      if (!findsEveryFlippedBit(bytes, [&](const auto& some) { return stream.equals(offset, some); })) return false;
    }
  }
  return true;
}

bool uniformity(const UniformPath& path) {
  for (const std::byte value : {std::byte{0}, std::byte{0xff}, std::byte{0xa5}}) {
    for (const std::size_t length : {1U, 127U, 128U, 1031U}) {
      const std::vector<std::byte> bytes(length, value);
      if (!findsEveryFlippedBit(bytes, [&](const auto& some) { return path.allBytesAre(some, value); })) return false;
    }
  }
  return true;
}

bool digestIs(Sha256& hash, std::string_view hex) {
  const Sha256Digest digest = hash.finish();
  return std::vector<std::byte>(digest.begin(), digest.end()) == bytesOf(hex);
}

/// The example messages of FIPS 180-4 (NIST "Examples with Intermediate Values"): one block and two blocks.
bool sha256Examples(const Sha256Path& path) {
  struct Example {
    std::string_view message;
    std::string_view digest;
  };
  const Example examples[] = {
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
  };
  for (const Example& example : examples) {
    Sha256 hash(path.compress);
    hash.update(std::as_bytes(std::span(example.message)));
    if (!digestIs(hash, example.digest)) return false;
  }
  return true;
}

/// A million times the letter a, in pieces that fit no block.
bool sha256Million(const Sha256Path& path) {
  Sha256 hash(path.compress);
  const std::vector<std::byte> letters(1000000 / 64, static_cast<std::byte>('a'));
  for (std::size_t piece = 0; piece < 64; ++piece) hash.update(letters);
  return digestIs(hash, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/// Every length up to five blocks, whole and in pieces, gives what the portable path gives.
bool sha256Agreement(const Sha256Path& path) {
  std::vector<std::byte> message(321);
  Keystream(keyOf("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"), KeystreamDomain::overwrite)
      .produce(0, message);
  for (std::size_t length = 0; length <= message.size(); ++length) {
    const std::span<const std::byte> part = std::span<const std::byte>(message).first(length);
    Sha256 portable(sha256CompressPortable);
    portable.update(part);
    const Sha256Digest expected = portable.finish();
    for (const std::size_t cut : {length, length / 2, length / 3}) {
      Sha256 hash(path.compress);
      hash.update(part.first(cut));
      hash.update(part.subspan(cut));
      if (hash.finish() != expected) return false;
    }
  }
  return true;
}

/// Runs every test on every path and prints one line each.
template <typename Path>
bool runAll(JsonLines& lines, const std::vector<Path>& paths,
            std::initializer_list<std::pair<const char*, bool (*)(const Path&)>> tests) {
  bool allPassed = true;
  for (const Path& path : paths) {
    for (const auto& [name, run] : tests) {
      const bool passed = run(path);
      allPassed = allPassed && passed;
      JsonObject line;
      line.text("type", "selftest").text("test", name).text("path", path.name).boolean("passed", passed);
      lines.print(line);
    }
  }
  return allPassed;
}

}  // namespace

bool selftest(JsonLines& lines) {
  const bool aes = runAll<AesPath>(lines, availableAesPaths(),
                                   {{"FIPS-197 C.3 AES-256", fips197},
                                    {"SP 800-38A F.5.5 CTR-AES256", sp80038a},
                                    {"seek consistency", seeking},
                                    {"agreement with portable", agreement},
                                    {"comparison finds every flipped bit", comparing}});
  const bool uniform =
      runAll<UniformPath>(lines, availableUniformPaths(), {{"uniform check finds every flipped bit", uniformity}});
  const bool sha = runAll<Sha256Path>(lines, availableSha256Paths(),
                                      {{"FIPS 180-4 SHA-256 examples", sha256Examples},
                                       {"FIPS 180-4 SHA-256 of a million a", sha256Million},
                                       {"SHA-256 agreement with portable", sha256Agreement}});
  return aes && uniform && sha;
}

}  // namespace wipebench
