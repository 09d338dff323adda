#include "aes256.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wipebench {

#if defined(__x86_64__)
namespace {

#define WIPEBENCH_VAES256 __attribute__((target("vaes,avx2,aes,sse4.1")))
#define WIPEBENCH_VAES512 __attribute__((target("vaes,avx512f,avx512bw,avx2,aes,sse4.1")))

// Sixteen blocks in flight: eight registers of two blocks, the rest of the sixteen registers is for the keys.
constexpr std::size_t registers256 = 8;
constexpr std::size_t blocks256 = 2 * registers256;

struct Rounds256 {
  __m256i key[15];
};

WIPEBENCH_VAES256 inline Rounds256 rounds256(const RoundKeys& keys) {
  Rounds256 rounds;
  for (std::size_t index = 0; index < 15; ++index) {
    rounds.key[index] = _mm256_broadcastsi128_si256(
        _mm_load_si128(reinterpret_cast<const __m128i*>(&keys.bytes[16 * index])));
  }
  return rounds;
}

/// The blocks low64 ... low64 + 15. Counters are kept as little-endian pairs (low, high), added to in the low half
/// alone, which therefore wraps by itself, and turned round byte by byte into the big-endian block.
WIPEBENCH_VAES256 inline void sixteenBlocks(const Rounds256& rounds, std::uint64_t high64, std::uint64_t low64,
                                            __m256i (&state)[registers256]) {
  const __m256i turnRound = _mm256_broadcastsi128_si256(
      _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  const auto high = static_cast<long long>(high64);
  const __m256i first = _mm256_set_epi64x(high, static_cast<long long>(low64 + 1), high, static_cast<long long>(low64));
  for (std::size_t at = 0; at < registers256; ++at) {
    const auto step = static_cast<long long>(2 * at);
    const __m256i counters = _mm256_add_epi64(first, _mm256_set_epi64x(0, step, 0, step));
    state[at] = _mm256_xor_si256(_mm256_shuffle_epi8(counters, turnRound), rounds.key[0]);
  }
  for (std::size_t round = 1; round < 14; ++round) {
    const __m256i key = rounds.key[round];
    for (std::size_t at = 0; at < registers256; ++at) state[at] = _mm256_aesenc_epi128(state[at], key);
  }
  for (std::size_t at = 0; at < registers256; ++at) state[at] = _mm256_aesenclast_epi128(state[at], rounds.key[14]);
}

WIPEBENCH_VAES256 void counterBlocksWithVaes256(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64,
                                                std::byte* out, std::size_t blockCount) {
  const Rounds256 rounds = rounds256(keys);
  std::size_t done = 0;
  for (; done + blocks256 <= blockCount; done += blocks256) {
    __m256i state[registers256];
    sixteenBlocks(rounds, high64, low64 + done, state);
    for (std::size_t at = 0; at < registers256; ++at) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 16 * done + 32 * at), state[at]);
    }
  }
  if (done < blockCount) aesNiPath()->counterBlocks(keys, high64, low64 + done, out + 16 * done, blockCount - done);
}

WIPEBENCH_VAES256 bool counterBlocksEqualWithVaes256(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64,
                                                     const std::byte* actual, std::size_t blockCount) {
  const Rounds256 rounds = rounds256(keys);
  __m256i difference = _mm256_setzero_si256();
  std::size_t done = 0;
  for (; done + blocks256 <= blockCount; done += blocks256) {
    __m256i state[registers256];
    sixteenBlocks(rounds, high64, low64 + done, state);
    for (std::size_t at = 0; at < registers256; ++at) {
      const __m256i data = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(actual + 16 * done + 32 * at));
      difference = _mm256_or_si256(difference, _mm256_xor_si256(state[at], data));
    }
  }
  if (_mm256_testz_si256(difference, difference) == 0) return false;
  return done == blockCount ||
         aesNiPath()->counterBlocksEqual(keys, high64, low64 + done, actual + 16 * done, blockCount - done);
}

// Thirty-two blocks in flight; with 32 registers the round keys stay in registers too.
constexpr std::size_t registers512 = 8;
constexpr std::size_t blocks512 = 4 * registers512;

struct Rounds512 {
  __m512i key[15];
};

WIPEBENCH_VAES512 inline Rounds512 rounds512(const RoundKeys& keys) {
  Rounds512 rounds;
  for (std::size_t index = 0; index < 15; ++index) {
    rounds.key[index] =
        _mm512_maskz_broadcast_i32x4(0xFFFF, _mm_load_si128(reinterpret_cast<const __m128i*>(&keys.bytes[16 * index])));
  }
  return rounds;
}

WIPEBENCH_VAES512 inline void thirtyTwoBlocks(const Rounds512& rounds, std::uint64_t high64, std::uint64_t low64,
                                              __m512i (&state)[registers512]) {
  const __m512i turnRound = _mm512_maskz_broadcast_i32x4(0xFFFF, 
      _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  const auto high = static_cast<long long>(high64);
  const auto low = [low64](std::uint64_t more) { return static_cast<long long>(low64 + more); };
  const __m512i first = _mm512_set_epi64(high, low(3), high, low(2), high, low(1), high, low(0));
  for (std::size_t at = 0; at < registers512; ++at) {
    const auto step = static_cast<long long>(4 * at);
    const __m512i counters = _mm512_add_epi64(first, _mm512_set_epi64(0, step, 0, step, 0, step, 0, step));
    state[at] = _mm512_xor_si512(_mm512_shuffle_epi8(counters, turnRound), rounds.key[0]);
  }
  for (std::size_t round = 1; round < 14; ++round) {
    for (std::size_t at = 0; at < registers512; ++at) state[at] = _mm512_aesenc_epi128(state[at], rounds.key[round]);
  }
  for (std::size_t at = 0; at < registers512; ++at) state[at] = _mm512_aesenclast_epi128(state[at], rounds.key[14]);
}

WIPEBENCH_VAES512 void counterBlocksWithVaes512(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64,
                                                std::byte* out, std::size_t blockCount) {
  const Rounds512 rounds = rounds512(keys);
  std::size_t done = 0;
  for (; done + blocks512 <= blockCount; done += blocks512) {
    __m512i state[registers512];
    thirtyTwoBlocks(rounds, high64, low64 + done, state);
    for (std::size_t at = 0; at < registers512; ++at) _mm512_storeu_si512(out + 16 * done + 64 * at, state[at]);
  }
  if (done < blockCount) aesNiPath()->counterBlocks(keys, high64, low64 + done, out + 16 * done, blockCount - done);
}

WIPEBENCH_VAES512 bool counterBlocksEqualWithVaes512(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64,
                                                     const std::byte* actual, std::size_t blockCount) {
  const Rounds512 rounds = rounds512(keys);
  __m512i difference = _mm512_setzero_si512();
  std::size_t done = 0;
  for (; done + blocks512 <= blockCount; done += blocks512) {
    __m512i state[registers512];
    thirtyTwoBlocks(rounds, high64, low64 + done, state);
    for (std::size_t at = 0; at < registers512; ++at) {
      const __m512i data = _mm512_loadu_si512(actual + 16 * done + 64 * at);
      difference = _mm512_or_si512(difference, _mm512_xor_si512(state[at], data));
    }
  }
  if (_mm512_test_epi64_mask(difference, difference) != 0) return false;
  return done == blockCount ||
         aesNiPath()->counterBlocksEqual(keys, high64, low64 + done, actual + 16 * done, blockCount - done);
}

bool has(unsigned leaf7ecxBit) {
  // __builtin_cpu_supports("vaes") is younger than the compilers this has to build with.
  std::uint32_t a = 0, b = 0, c = 0, d = 0;
  __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(7), "c"(0));
  return ((c >> leaf7ecxBit) & 1U) != 0;
}

}  // namespace

std::vector<AesPath> vectorAesPaths() {
  __builtin_cpu_init();
  constexpr unsigned vaesBit = 9;  // CPUID.(EAX=7,ECX=0):ECX, Intel SDM volume 2
  std::vector<AesPath> paths;
  // __builtin_cpu_supports of avx2 and avx512f also asks whether the operating system saves the registers (XCR0).
  if (!aesNiPath() || !has(vaesBit) || !__builtin_cpu_supports("avx2")) return paths;
  paths.push_back({"vaes-256", counterBlocksWithVaes256, counterBlocksEqualWithVaes256});
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) {
    paths.push_back({"vaes-512", counterBlocksWithVaes512, counterBlocksEqualWithVaes512});
  }
  return paths;
}
#else
std::vector<AesPath> vectorAesPaths() { return {}; }
#endif

}  // namespace wipebench
