// canary plant | check: random marks that must be gone after a sanitization.
#include <algorithm>
#include <cstring>
#include <functional>

#include "aligned_buffer.hpp"
#include "canary_plan.hpp"
#include "failures.hpp"
#include "io.hpp"
#include "keystream.hpp"
#include "progress.hpp"
#include "stop_signal.hpp"
#include "verbs.hpp"

namespace wipebench {
namespace {

constexpr std::size_t partialBytes = 64;

enum class CanaryState { survivor, partial, gone, unreadable };

/// Moves canary blocks one by one, with retries, and remembers why the run cannot go on.
class CanaryRun {
 public:
  CanaryRun(const Arguments& arguments, JsonLines& lines, const Device& device, const CanaryPlan& plan, std::uint64_t steps)
      : arguments_(arguments),
        lines_(lines),
        device_(device),
        plan_(plan),
        content_(arguments.canarySeed, KeystreamDomain::canaryContent),
        buffer_(static_cast<std::size_t>(plan.blockBytes)),
        expected_(static_cast<std::size_t>(plan.blockBytes)),
        progress_(lines, steps * plan.blockBytes, 0) {}

  /// False when the pass has to end; then `end` says why.
  bool plantAll(RunEnd& end) {
    for (const std::uint64_t offset : plan_.offsets) {
      if (mustEnd(offset, end)) return false;
      const auto block = buffer_.first(static_cast<std::size_t>(plan_.blockBytes));
      content_.produce(offset, block);
      const TransferResult result = move(Direction::write, offset);
      if (result.failure == FailureKind::none) {
        bytesWritten_ += plan_.blockBytes;
        ++planted_;
      } else if (result.failure == FailureKind::block) {
        printBad("write", offset, result.error);
      } else {
        return lost(Direction::write, offset, result, end);
      }
      step();
    }
    if (const int error = flushToMedium(device_); error != 0) {
      end.outcome = Outcome::fault;
      end.reason = "Flushing the target failed: " + errnoWords(error) + ". Whether the canaries are planted is unknown.";
      return false;
    }
    return true;
  }

  bool readAll(RunEnd& end, const std::function<void(std::uint64_t, CanaryState)>& found) {
    device_.dropCache(0, 0);
    for (const std::uint64_t offset : plan_.offsets) {
      if (mustEnd(offset, end)) return false;
      const TransferResult result = move(Direction::read, offset);
      if (result.failure == FailureKind::none) {
        bytesRead_ += plan_.blockBytes;
        found(offset, stateOf(offset));
      } else if (result.failure == FailureKind::block) {
        printBad("read", offset, result.error);
        found(offset, CanaryState::unreadable);
      } else {
        return lost(Direction::read, offset, result, end);
      }
      step();
    }
    return true;
  }

  bool sizeStillRecorded(RunEnd& end) const {
    if (device_.currentSizeBytes() == arguments_.sizeBytes && device_.sameDisk()) return true;
    end.outcome = Outcome::deviceLost;
    end.reason = "The target no longer has its recorded size; it has shrunk, was replaced or is gone.";
    return false;
  }

  void addSummary(RunEnd& end) const {
    end.summary.number("bytesWritten", bytesWritten_)
        .number("bytesRead", bytesRead_)
        .number("badBlocks", badBlocks_)
        .number("mismatchBytes", 0)
        .number("elapsedMs", progress_.elapsedMs());
  }

  /// Canaries whose write the drive accepted.
  std::uint64_t planted() const { return planted_; }

  std::uint64_t lbaOf(std::uint64_t offset) const { return offset / device_.facts().logicalBlockBytes; }

 private:
  TransferResult move(Direction direction, std::uint64_t offset) {
    TransferResult result;
    for (std::uint64_t attempt = 0; attempt <= arguments_.retries; ++attempt) {
      result = transferExactly(device_, direction, offset, buffer_.first(static_cast<std::size_t>(plan_.blockBytes)));
      if (result.failure != FailureKind::block) return result;
      if (stopRequested()) return result;
    }
    return result;
  }

  CanaryState stateOf(std::uint64_t offset) {
    const auto length = static_cast<std::size_t>(plan_.blockBytes);
    const std::span<std::byte> actual = buffer_.first(length);
    const std::span<std::byte> expected = expected_.first(length);
    content_.produce(offset, expected);
    if (std::memcmp(actual.data(), expected.data(), length) == 0) return CanaryState::survivor;
    for (std::size_t at = 0; at + partialBytes <= length; at += partialBytes) {
      if (std::memcmp(actual.data() + at, expected.data() + at, partialBytes) == 0) return CanaryState::partial;
    }
    return CanaryState::gone;
  }

  bool mustEnd(std::uint64_t offset, RunEnd& end) const {
    if (stopRequested()) {
      end.outcome = Outcome::stopped;
      end.reason = "The run was stopped before the canary at byte " + std::to_string(offset) + ".";
      return true;
    }
    return !sizeStillRecorded(end);
  }

  bool lost(Direction direction, std::uint64_t offset, const TransferResult& result, RunEnd& end) const {
    if (!sizeStillRecorded(end)) return false;
    end.outcome = result.failure == FailureKind::deviceLost ? Outcome::deviceLost : Outcome::fault;
    end.reason = failureSentence(direction, offset, result);
    return false;
  }

  void printBad(const char* operation, std::uint64_t offset, int error) {
    const std::uint64_t lastLba = lbaOf(offset + plan_.blockBytes - 1);
    badBlocks_ += lastLba - lbaOf(offset) + 1;
    JsonObject line;
    line.text("type", "bad-range")
        .text("operation", operation)
        .number("firstLba", lbaOf(offset))
        .number("lastLba", lastLba)
        .signedNumber("errno", error)
        .text("errnoName", errnoSymbol(error));
    lines_.print(line);
  }

  void step() {
    done_ += plan_.blockBytes;
    progress_.update({done_, badBlocks_, 0});
  }

  const Arguments& arguments_;
  JsonLines& lines_;
  const Device& device_;
  const CanaryPlan& plan_;
  Keystream content_;
  AlignedBuffer buffer_;
  AlignedBuffer expected_;
  Progress progress_;
  std::uint64_t done_ = 0;
  std::uint64_t planted_ = 0;
  std::uint64_t bytesWritten_ = 0;
  std::uint64_t bytesRead_ = 0;
  std::uint64_t badBlocks_ = 0;
};

void printCanary(JsonLines& lines, const char* state, std::uint64_t lba, std::uint64_t offset) {
  JsonObject line;
  line.text("type", "canary").text("state", state).number("lba", lba).number("offsetBytes", offset);
  lines.print(line);
}

CanaryPlan planFor(const Arguments& arguments, const Device& device) {
  const DeviceFacts& facts = device.facts();
  return planCanaries(arguments.sizeBytes, canaryBlockBytes(facts.logicalBlockBytes, facts.physicalBlockBytes),
                      arguments.canarySeed, arguments.canaryCount);
}

void printCanaryBegin(const Arguments& arguments, JsonLines& lines, const Device& device, const CanaryPlan& plan) {
  JsonObject parameters;
  parameters.text("canarySeed", hexOf(arguments.canarySeed))
      .number("count", arguments.canaryCount)
      .number("places", plan.offsets.size())
      .number("canaryBlockBytes", plan.blockBytes)
      .number("retries", arguments.retries);
  printBegin(lines, arguments, device, parameters);
}

}  // namespace

RunEnd canaryPlant(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::readWrite);
  requireRecordedSize(device, arguments.sizeBytes);
  const CanaryPlan plan = planFor(arguments, device);
  printCanaryBegin(arguments, lines, device, plan);

  CanaryRun run(arguments, lines, device, plan, 2 * plan.offsets.size());
  RunEnd end{Outcome::completed, "", {}};
  std::uint64_t confirmed = 0;
  const bool ended = run.plantAll(end) &&
                     run.readAll(end,
                                 [&](std::uint64_t offset, CanaryState state) {
                                   if (state == CanaryState::survivor) {
                                     ++confirmed;
                                   } else {
                                     printCanary(lines, "not-confirmed", run.lbaOf(offset), offset);
                                   }
                                 }) &&
                     run.sizeStillRecorded(end);
  if (ended && confirmed < plan.offsets.size()) {
    end.outcome = Outcome::findings;
    end.reason = std::to_string(plan.offsets.size() - confirmed) + " canaries could not be confirmed by reading them back.";
  }
  end.summary.number("places", plan.offsets.size()).number("planted", run.planted()).number("confirmed", confirmed);
  run.addSummary(end);
  return end;
}

RunEnd canaryCheck(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::read);
  requireRecordedSize(device, arguments.sizeBytes);
  const CanaryPlan plan = planFor(arguments, device);
  printCanaryBegin(arguments, lines, device, plan);

  CanaryRun run(arguments, lines, device, plan, plan.offsets.size());
  RunEnd end{Outcome::completed, "", {}};
  std::vector<std::uint64_t> survivorLbas;
  std::uint64_t partial = 0;
  std::uint64_t gone = 0;
  std::uint64_t unreadable = 0;
  const bool ended = run.readAll(end,
                                 [&](std::uint64_t offset, CanaryState state) {
                                   switch (state) {
                                     case CanaryState::survivor:
                                       survivorLbas.push_back(run.lbaOf(offset));
                                       printCanary(lines, "survivor", run.lbaOf(offset), offset);
                                       break;
                                     case CanaryState::partial:
                                       ++partial;
                                       printCanary(lines, "partial-survivor", run.lbaOf(offset), offset);
                                       break;
                                     case CanaryState::gone: ++gone; break;
                                     case CanaryState::unreadable:
                                       ++unreadable;
                                       printCanary(lines, "unreadable", run.lbaOf(offset), offset);
                                       break;
                                   }
                                 }) &&
                     run.sizeStillRecorded(end);
  if (ended && gone < plan.offsets.size()) {
    end.outcome = Outcome::findings;
    end.reason = std::to_string(survivorLbas.size()) + " canaries survived whole, " + std::to_string(partial) +
                 " in part, " + std::to_string(unreadable) + " could not be read.";
  }
  end.summary.number("checked", plan.offsets.size())
      .number("survivors", survivorLbas.size())
      .number("partialSurvivors", partial)
      .number("gone", gone)
      .number("unreadable", unreadable)
      .numbers("survivorLbas", survivorLbas);
  run.addSummary(end);
  return end;
}

}  // namespace wipebench
