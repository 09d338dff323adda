#include "sha256.hpp"

#include <algorithm>
#include <cstring>

namespace wipebench {
namespace {

constexpr std::size_t blockBytes = 64;
constexpr std::size_t lengthBytes = 8;

constexpr void storeBigEndian(std::uint64_t value, std::span<std::byte> out) {
  for (std::size_t index = out.size(); index-- > 0; value >>= 8U) out[index] = static_cast<std::byte>(value & 0xFFU);
}

}  // namespace

std::vector<Sha256Path> availableSha256Paths() {
  std::vector<Sha256Path> paths{{"portable", sha256CompressPortable}};
  if (const Sha256Compress fast = sha256CompressShaNi(); fast != nullptr) paths.push_back({"sha-ni", fast});
  return paths;
}

Sha256::Sha256() : compress_(availableSha256Paths().back().compress) {}

void Sha256::update(std::span<const std::byte> bytes) {
  messageBytes_ += bytes.size();
  if (usedOfBlock_ > 0) {
    const std::size_t taken = std::min(blockBytes - usedOfBlock_, bytes.size());
    std::copy_n(bytes.begin(), taken, block_.begin() + static_cast<std::ptrdiff_t>(usedOfBlock_));
    usedOfBlock_ += taken;
    bytes = bytes.subspan(taken);
    if (usedOfBlock_ < blockBytes) return;
    compress_(state_, block_.data(), 1);
    usedOfBlock_ = 0;
  }
  const std::size_t whole = bytes.size() / blockBytes;
  if (whole > 0) compress_(state_, bytes.data(), whole);
  bytes = bytes.subspan(whole * blockBytes);
  std::copy(bytes.begin(), bytes.end(), block_.begin());
  usedOfBlock_ = bytes.size();
}

Sha256Digest Sha256::finish() {
  // Section 5.1.1: one bit 1, zeros, and the length in bits as the last 64 bits of a block.
  block_[usedOfBlock_++] = std::byte{0x80};
  if (usedOfBlock_ > blockBytes - lengthBytes) {
    std::fill(block_.begin() + static_cast<std::ptrdiff_t>(usedOfBlock_), block_.end(), std::byte{0});
    compress_(state_, block_.data(), 1);
    usedOfBlock_ = 0;
  }
  std::fill(block_.begin() + static_cast<std::ptrdiff_t>(usedOfBlock_), block_.end(), std::byte{0});
  storeBigEndian(messageBytes_ * 8, std::span(block_).last(lengthBytes));
  compress_(state_, block_.data(), 1);
  Sha256Digest digest{};
  for (std::size_t index = 0; index < state_.size(); ++index) {
    storeBigEndian(state_[index], std::span(digest).subspan(4 * index, 4));
  }
  return digest;
}

}  // namespace wipebench
