#include "bad_sectors.hpp"

#include <utility>

#include "failures.hpp"

namespace wipebench {

BadSectors::BadSectors(JsonLines& lines, std::string operation, std::uint64_t logicalBlockBytes, std::uint64_t limit)
    : lines_(lines), operation_(std::move(operation)), logicalBlockBytes_(logicalBlockBytes), limit_(limit) {}

bool BadSectors::add(std::uint64_t offset, std::uint64_t length, int error) {
  const std::uint64_t firstLba = offset / logicalBlockBytes_;
  const std::uint64_t lastLba = (offset + length - 1) / logicalBlockBytes_;
  blockCount_ += lastLba - firstLba + 1;
  if (open_ && open_->error == error && open_->lastLba + 1 == firstLba) {
    open_->lastLba = lastLba;
  } else {
    flush();
    open_ = Range{firstLba, lastLba, error};
  }
  return blockCount_ <= limit_;
}

void BadSectors::flush() {
  if (!open_) return;
  JsonObject line;
  line.text("type", "bad-range")
      .text("operation", operation_)
      .number("firstLba", open_->firstLba)
      .number("lastLba", open_->lastLba)
      .signedNumber("errno", open_->error)
      .text("errnoName", errnoSymbol(open_->error));
  lines_.print(line);
  open_.reset();
}

}  // namespace wipebench
