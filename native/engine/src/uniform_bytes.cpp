#include "uniform_bytes.hpp"

#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wipebench {
namespace {

bool restIs(std::span<const std::byte> rest, std::byte value) {
  for (const std::byte byte : rest) {
    if (byte != value) return false;
  }
  return true;
}

bool allBytesArePortable(std::span<const std::byte> bytes, std::byte value) {
  const std::uint64_t wanted = 0x0101010101010101U * std::to_integer<std::uint64_t>(value);
  std::uint64_t difference = 0;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    difference |= word ^ wanted;
  }
  return difference == 0 && restIs(bytes.subspan(at), value);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) bool allBytesAreAvx2(std::span<const std::byte> bytes, std::byte value) {
  const __m256i wanted = _mm256_set1_epi8(static_cast<char>(value));
  // Four sums, so that no step waits for the one before.
  __m256i difference[4] = {};
  std::size_t at = 0;
  for (; at + 128 <= bytes.size(); at += 128) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const __m256i data = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes.data() + at + 32 * lane));
      difference[lane] = _mm256_or_si256(difference[lane], _mm256_xor_si256(data, wanted));
    }
  }
  const __m256i all = _mm256_or_si256(_mm256_or_si256(difference[0], difference[1]),
                                      _mm256_or_si256(difference[2], difference[3]));
  return _mm256_testz_si256(all, all) != 0 && restIs(bytes.subspan(at), value);
}
#endif

}  // namespace

const std::vector<UniformPath>& availableUniformPaths() {
  static const std::vector<UniformPath> paths = [] {
    std::vector<UniformPath> found{{"portable", allBytesArePortable}};
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) found.push_back({"avx2", allBytesAreAvx2});
#endif
    return found;
  }();
  return paths;
}

}  // namespace wipebench
