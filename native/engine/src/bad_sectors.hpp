// The list of places that cannot be read or written, merged into ranges of logical blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "json_lines.hpp"

namespace wipebench {

class BadSectors {
 public:
  /// `operation`: "read" or "write". More than `limit` bad blocks are too many.
  BadSectors(JsonLines& lines, std::string operation, std::uint64_t logicalBlockBytes, std::uint64_t limit);

  /// Notes one place, in ascending order. False when there are too many now.
  bool add(std::uint64_t offset, std::uint64_t length, int error);

  /// Prints the open range. Called before every checkpoint, so that no checkpoint covers an unreported block.
  void flush();

  std::uint64_t blockCount() const { return blockCount_; }

 private:
  struct Range {
    std::uint64_t firstLba;
    std::uint64_t lastLba;
    int error;
  };
  JsonLines& lines_;
  std::string operation_;
  std::uint64_t logicalBlockBytes_;
  std::uint64_t limit_;
  std::uint64_t blockCount_ = 0;
  std::optional<Range> open_;
};

}  // namespace wipebench
