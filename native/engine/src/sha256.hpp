// SHA-256 (FIPS 180-4), one compression function per instruction set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace wipebench {

/// The hash value H(0)..H(7) between two blocks.
using Sha256State = std::array<std::uint32_t, 8>;
using Sha256Digest = std::array<std::byte, 32>;

/// The constants K{256}, section 4.2.2.
extern const std::array<std::uint32_t, 64> sha256Constants;

/// Takes `blockCount` blocks of 64 bytes into the state (section 6.2.2).
using Sha256Compress = void (*)(Sha256State& state, const std::byte* blocks, std::size_t blockCount);

void sha256CompressPortable(Sha256State& state, const std::byte* blocks, std::size_t blockCount);

/// The SHA-NI path when this CPU has it, else null.
Sha256Compress sha256CompressShaNi();

struct Sha256Path {
  std::string_view name;
  Sha256Compress compress;
};

/// Every path this CPU can run, slowest first.
std::vector<Sha256Path> availableSha256Paths();

/// One digest of bytes that come in pieces.
class Sha256 {
 public:
  /// Uses the fastest path of this CPU.
  Sha256();
  /// Uses a given path (self-test).
  explicit Sha256(Sha256Compress path) : compress_(path) {}

  void update(std::span<const std::byte> bytes);

  /// Pads and ends the message. The object is used up.
  Sha256Digest finish();

 private:
  Sha256Compress compress_;
  /// H(0), section 5.3.3.
  Sha256State state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, 64> block_{};
  std::size_t usedOfBlock_ = 0;
  std::uint64_t messageBytes_ = 0;
};

}  // namespace wipebench
