#include "aes256.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wipebench {

#if defined(__x86_64__)
namespace {

#define WIPEBENCH_AESNI __attribute__((target("aes,ssse3,sse4.1")))

// Eight blocks in flight hide the latency of AESENC.
constexpr std::size_t lanes = 8;

WIPEBENCH_AESNI inline __m128i counterBlock(std::uint64_t high64, std::uint64_t low64) {
  return _mm_set_epi64x(static_cast<long long>(__builtin_bswap64(low64)),
                        static_cast<long long>(__builtin_bswap64(high64)));
}

WIPEBENCH_AESNI inline void loadRoundKeys(const RoundKeys& keys, __m128i (&round)[15]) {
  for (std::size_t index = 0; index < 15; ++index) {
    round[index] = _mm_load_si128(reinterpret_cast<const __m128i*>(&keys.bytes[16 * index]));
  }
}

WIPEBENCH_AESNI inline void eightBlocks(const __m128i (&round)[15], std::uint64_t high64, std::uint64_t low64,
                                        __m128i (&state)[lanes]) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    state[lane] = _mm_xor_si128(counterBlock(high64, low64 + lane), round[0]);
  }
  for (std::size_t step = 1; step < 14; ++step) {
    for (std::size_t lane = 0; lane < lanes; ++lane) state[lane] = _mm_aesenc_si128(state[lane], round[step]);
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) state[lane] = _mm_aesenclast_si128(state[lane], round[14]);
}

WIPEBENCH_AESNI inline __m128i oneBlock(const __m128i (&round)[15], std::uint64_t high64, std::uint64_t low64) {
  __m128i state = _mm_xor_si128(counterBlock(high64, low64), round[0]);
  for (std::size_t step = 1; step < 14; ++step) state = _mm_aesenc_si128(state, round[step]);
  return _mm_aesenclast_si128(state, round[14]);
}

// Data is loaded and stored unaligned, so that no address is taken for 16-byte aligned that is not.
WIPEBENCH_AESNI void counterBlocksWithAesNi(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64,
                                            std::byte* out, std::size_t blockCount) {
  __m128i round[15];
  loadRoundKeys(keys, round);
  std::size_t done = 0;
  for (; done + lanes <= blockCount; done += lanes) {
    __m128i state[lanes];
    eightBlocks(round, high64, low64 + done, state);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16 * (done + lane)), state[lane]);
    }
  }
  for (; done < blockCount; ++done) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16 * done), oneBlock(round, high64, low64 + done));
  }
}

WIPEBENCH_AESNI bool counterBlocksEqualWithAesNi(const RoundKeys& keys, std::uint64_t high64, std::uint64_t low64,
                                                 const std::byte* actual, std::size_t blockCount) {
  __m128i round[15];
  loadRoundKeys(keys, round);
  const auto load = [actual](std::size_t block) WIPEBENCH_AESNI {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(actual + 16 * block));
  };
  __m128i difference = _mm_setzero_si128();
  std::size_t done = 0;
  for (; done + lanes <= blockCount; done += lanes) {
    __m128i state[lanes];
    eightBlocks(round, high64, low64 + done, state);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      difference = _mm_or_si128(difference, _mm_xor_si128(state[lane], load(done + lane)));
    }
  }
  for (; done < blockCount; ++done) {
    difference = _mm_or_si128(difference, _mm_xor_si128(oneBlock(round, high64, low64 + done), load(done)));
  }
  return _mm_testz_si128(difference, difference) != 0;
}

}  // namespace

std::optional<AesPath> aesNiPath() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("aes") || !__builtin_cpu_supports("sse4.1")) return std::nullopt;
  return AesPath{"aes-ni", counterBlocksWithAesNi, counterBlocksEqualWithAesNi};
}
#else
std::optional<AesPath> aesNiPath() { return std::nullopt; }
#endif

}  // namespace wipebench
