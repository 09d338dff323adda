// A seekable AES-256-CTR keystream: any byte range can be produced alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "aes256.hpp"

namespace wipebench {

/// What the upper 64 bits of the counter say the stream is for, so one seed used twice never gives the same bytes.
enum class KeystreamDomain : std::uint64_t {
  overwrite = 0,                          // the contract: 64 zero bits
  samplePlan = 0x776273616d706c65,        // ASCII "wbsample"
  canaryPlaces = 0x776263706c616365,      // ASCII "wbcplace"
  canaryParts = 0x7762637061727473,        // ASCII "wbcparts"
  canaryContent = 0x7762636461746130,     // ASCII "wbcdata0"
};

class Keystream {
 public:
  /// Uses the path chosen for this run.
  Keystream(const Key256& seed, KeystreamDomain domain);
  /// Uses a given path (self-test).
  Keystream(const Key256& seed, std::uint64_t high64, const AesPath& path);

  /// Fills `out` with the stream bytes [offset, offset + out.size()). Byte b lies in counter block b / 16.
  void produce(std::uint64_t offset, std::span<std::byte> out) const;

  /// True when `actual` is exactly the stream bytes [offset, offset + actual.size()).
  bool equals(std::uint64_t offset, std::span<const std::byte> actual) const;

 private:
  RoundKeys keys_;
  std::uint64_t high64_;
  AesPath path_;
};

}  // namespace wipebench
