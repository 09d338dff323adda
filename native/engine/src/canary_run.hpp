// Moves canary blocks one by one, with retries, and remembers why the run cannot go on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "aligned_buffer.hpp"
#include "arguments.hpp"
#include "canary_plan.hpp"
#include "device.hpp"
#include "io.hpp"
#include "json_lines.hpp"
#include "keystream.hpp"
#include "progress.hpp"
#include "run_end.hpp"

namespace wipebench {

enum class CanaryState { survivor, partial, gone, unreadable };

/// What one place holds now.
struct CanaryFinding {
  std::uint64_t offset = 0;
  CanaryState state = CanaryState::unreadable;
  /// For `gone`: the byte the whole place consists of, nothing when it holds anything else.
  std::optional<std::byte> uniform;
};

class CanaryRun {
 public:
  /// `steps`: how many canary blocks will be moved in all.
  CanaryRun(const Arguments& arguments, JsonLines& lines, const Device& device, const CanaryPlan& plan,
            std::uint64_t steps);

  /// Writes every canary and flushes. False when the pass has to end; then `end` says why.
  bool plantAll(RunEnd& end);

  /// Reads every place and tells what it holds. A place that cannot be read is told too and never ends the pass.
  bool readAll(RunEnd& end, const std::function<void(const CanaryFinding&)>& found);

  bool sizeStillRecorded(RunEnd& end) const;

  void addSummary(RunEnd& end) const;

  /// Canaries whose write the drive accepted.
  std::uint64_t planted() const { return planted_; }

  std::uint64_t lbaOf(std::uint64_t offset) const { return offset / device_.facts().logicalBlockBytes; }

 private:
  TransferResult move(Direction direction, std::uint64_t offset);
  /// Fails only when the pass has to end; what could not be read is printed and marked in `unitReadable_`.
  TransferResult readPlace(std::uint64_t offset);
  CanaryFinding findingAt(std::uint64_t offset);
  bool mustEnd(std::uint64_t offset, RunEnd& end) const;
  bool lost(Direction direction, std::uint64_t offset, const TransferResult& result, RunEnd& end) const;
  void printBad(const char* operation, std::uint64_t offset, std::uint64_t length, int error);
  void step();
  std::span<std::byte> block() { return buffer_.first(static_cast<std::size_t>(plan_.blockBytes)); }

  const Arguments& arguments_;
  JsonLines& lines_;
  const Device& device_;
  const CanaryPlan& plan_;
  Keystream content_;
  /// The pieces a place is read in when it cannot be read as a whole.
  std::uint64_t unitBytes_;
  std::vector<bool> unitReadable_;
  AlignedBuffer buffer_;
  AlignedBuffer expected_;
  Progress progress_;
  std::uint64_t done_ = 0;
  std::uint64_t planted_ = 0;
  std::uint64_t bytesWritten_ = 0;
  std::uint64_t bytesRead_ = 0;
  std::uint64_t badBlocks_ = 0;
};

}  // namespace wipebench
