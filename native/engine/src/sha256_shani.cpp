#include "sha256.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace wipebench {

#if defined(__x86_64__)
namespace {

// The order of the words in the registers and the four-round step are those of Intel's "SHA Extensions" (2013).
__attribute__((target("sha,ssse3,sse4.1"))) void sha256CompressWithShaNi(Sha256State& state, const std::byte* blocks,
                                                                         std::size_t blockCount) {
  const __m128i swapWords = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state.data()));
  const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state.data() + 4));
  const __m128i cdab = _mm_shuffle_epi32(low, 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(high, 0x1B);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);

  for (; blockCount > 0; --blockCount, blocks += 64) {
    const __m128i abefBefore = abef;
    const __m128i cdghBefore = cdgh;
    __m128i words[4];
    for (std::size_t index = 0; index < 4; ++index) {
      const __m128i raw = _mm_loadu_si128(reinterpret_cast<const __m128i*>(blocks + 16 * index));
      words[index] = _mm_shuffle_epi8(raw, swapWords);
    }
    for (std::size_t step = 0; step < 16; ++step) {
      __m128i& oldest = words[step % 4];
      const __m128i constants = _mm_loadu_si128(reinterpret_cast<const __m128i*>(sha256Constants.data() + 4 * step));
      const __m128i input = _mm_add_epi32(oldest, constants);
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, input);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(input, 0x0E));
      if (step >= 12) continue;
      // Four further words of the schedule take the place of the oldest four.
      const __m128i newest = words[(step + 3) % 4];
      const __m128i sevenBack = _mm_alignr_epi8(newest, words[(step + 2) % 4], 4);
      const __m128i begun = _mm_add_epi32(_mm_sha256msg1_epu32(oldest, words[(step + 1) % 4]), sevenBack);
      oldest = _mm_sha256msg2_epu32(begun, newest);
    }
    abef = _mm_add_epi32(abef, abefBefore);
    cdgh = _mm_add_epi32(cdgh, cdghBefore);
  }

  const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data() + 4), _mm_alignr_epi8(dchg, feba, 8));
}

}  // namespace

Sha256Compress sha256CompressShaNi() {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("ssse3") || !__builtin_cpu_supports("sse4.1")) return nullptr;
  // Leaf 7, EBX bit 29; asked by hand because older compilers do not know the name "sha".
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0) return nullptr;
  return (ebx & (1U << 29U)) != 0 ? sha256CompressWithShaNi : nullptr;
}
#else
Sha256Compress sha256CompressShaNi() { return nullptr; }
#endif

}  // namespace wipebench
