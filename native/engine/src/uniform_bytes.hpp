// "Is every byte of this memory the same given byte?", one function per instruction set.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace wipebench {

/// True when all bytes are `value`. Takes the same time wherever a difference lies.
using AllBytesAre = bool (*)(std::span<const std::byte> bytes, std::byte value);

struct UniformPath {
  std::string_view name;
  AllBytesAre allBytesAre;
};

/// Every path this CPU can run, slowest first.
const std::vector<UniformPath>& availableUniformPaths();

}  // namespace wipebench
