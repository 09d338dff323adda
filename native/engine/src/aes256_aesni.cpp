#include "aes256.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wipebench {

#if defined(__x86_64__)
namespace {

// Eight blocks in flight hide the latency of AESENC.
constexpr std::size_t lanes = 8;

// Loaded and stored through these so that no address is taken for 16-byte aligned that is not.
__attribute__((target("aes,ssse3,sse4.1"))) __m128i counterBlock(std::uint64_t high64, std::uint64_t low64) {
  return _mm_set_epi64x(static_cast<long long>(__builtin_bswap64(low64)),
                        static_cast<long long>(__builtin_bswap64(high64)));
}

__attribute__((target("aes,ssse3,sse4.1"))) void counterBlocksWithAesNi(const RoundKeys& keys, std::uint64_t high64,
                                                                        std::uint64_t low64, std::byte* out,
                                                                        std::size_t blockCount) {
  __m128i round[15];
  for (std::size_t index = 0; index < 15; ++index) {
    round[index] = _mm_load_si128(reinterpret_cast<const __m128i*>(&keys.bytes[16 * index]));
  }
  std::size_t done = 0;
  for (; done + lanes <= blockCount; done += lanes) {
    __m128i state[lanes];
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      state[lane] = _mm_xor_si128(counterBlock(high64, low64 + done + lane), round[0]);
    }
    for (std::size_t step = 1; step < 14; ++step) {
      for (std::size_t lane = 0; lane < lanes; ++lane) state[lane] = _mm_aesenc_si128(state[lane], round[step]);
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      state[lane] = _mm_aesenclast_si128(state[lane], round[14]);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16 * (done + lane)), state[lane]);
    }
  }
  for (; done < blockCount; ++done) {
    __m128i state = _mm_xor_si128(counterBlock(high64, low64 + done), round[0]);
    for (std::size_t step = 1; step < 14; ++step) state = _mm_aesenc_si128(state, round[step]);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16 * done), _mm_aesenclast_si128(state, round[14]));
  }
}

}  // namespace

CounterBlocks counterBlocksAesNi() {
  __builtin_cpu_init();
  const bool usable = __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1");
  return usable ? counterBlocksWithAesNi : nullptr;
}
#else
CounterBlocks counterBlocksAesNi() { return nullptr; }
#endif

}  // namespace wipebench
