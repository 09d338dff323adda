#include "canary_run.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "failures.hpp"
#include "stop_signal.hpp"
#include "uniformity.hpp"

namespace wipebench {
namespace {

constexpr std::size_t pieceBytes = 64;

}  // namespace

CanaryRun::CanaryRun(const Arguments& arguments, JsonLines& lines, const Device& device, const CanaryPlan& plan,
                     std::uint64_t steps)
    : arguments_(arguments),
      lines_(lines),
      device_(device),
      plan_(plan),
      content_(arguments.canarySeed, KeystreamDomain::canaryContent),
      unitBytes_(std::min(device.unitBytes(), plan.blockBytes)),
      unitReadable_(static_cast<std::size_t>(plan.blockBytes / unitBytes_)),
      buffer_(static_cast<std::size_t>(plan.blockBytes)),
      expected_(static_cast<std::size_t>(plan.blockBytes)),
      progress_(lines, steps * plan.blockBytes, 0) {}

bool CanaryRun::plantAll(RunEnd& end) {
  for (const std::uint64_t offset : plan_.offsets) {
    if (mustEnd(offset, end)) return false;
    content_.produce(offset, block());
    const TransferResult result = move(Direction::write, offset);
    if (result.failure == FailureKind::none) {
      bytesWritten_ += plan_.blockBytes;
      ++planted_;
    } else if (result.failure == FailureKind::block) {
      printBad("write", offset, plan_.blockBytes, result.error);
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

bool CanaryRun::readAll(RunEnd& end, const std::function<void(const CanaryFinding&)>& found) {
  device_.dropCache(0, 0);
  for (const std::uint64_t offset : plan_.offsets) {
    if (mustEnd(offset, end)) return false;
    const TransferResult result = readPlace(offset);
    if (result.failure != FailureKind::none) return lost(Direction::read, offset, result, end);
    found(findingAt(offset));
    step();
  }
  return true;
}

bool CanaryRun::sizeStillRecorded(RunEnd& end) const {
  if (device_.currentSizeBytes() == arguments_.sizeBytes && device_.sameDisk()) return true;
  end.outcome = Outcome::deviceLost;
  end.reason = "The target no longer has its recorded size; it has shrunk, was replaced or is gone.";
  return false;
}

void CanaryRun::addSummary(RunEnd& end) const {
  end.summary.number("bytesWritten", bytesWritten_)
      .number("bytesRead", bytesRead_)
      .number("badBlocks", badBlocks_)
      .number("mismatchBytes", 0)
      .number("elapsedMs", progress_.elapsedMs());
}

TransferResult CanaryRun::move(Direction direction, std::uint64_t offset) {
  TransferResult result;
  for (std::uint64_t attempt = 0; attempt <= arguments_.retries; ++attempt) {
    result = transferExactly(device_, direction, offset, block());
    if (result.failure != FailureKind::block) return result;
    if (stopRequested()) return result;
  }
  return result;
}

TransferResult CanaryRun::readPlace(std::uint64_t offset) {
  const TransferResult whole = move(Direction::read, offset);
  std::fill(unitReadable_.begin(), unitReadable_.end(), whole.failure == FailureKind::none);
  if (whole.failure == FailureKind::none) bytesRead_ += plan_.blockBytes;
  if (whole.failure != FailureKind::block) return whole;
  if (unitReadable_.size() == 1 || stopRequested()) {
    printBad("read", offset, plan_.blockBytes, whole.error);
    return {};
  }
  // One failing sector must not hide what its neighbours still hold.
  for (std::size_t unit = 0; unit < unitReadable_.size(); ++unit) {
    const auto at = static_cast<std::size_t>(unit * unitBytes_);
    const TransferResult result = transferExactly(device_, Direction::read, offset + at,
                                                  block().subspan(at, static_cast<std::size_t>(unitBytes_)));
    if (result.failure == FailureKind::none) {
      unitReadable_[unit] = true;
      bytesRead_ += unitBytes_;
    } else if (result.failure == FailureKind::block) {
      printBad("read", offset + at, unitBytes_, result.error);
    } else {
      return result;
    }
  }
  return {};
}

CanaryFinding CanaryRun::findingAt(std::uint64_t offset) {
  const std::span<const std::byte> actual = block();
  const std::span<std::byte> expected = expected_.first(actual.size());
  content_.produce(offset, expected);
  const bool readWhole = std::find(unitReadable_.begin(), unitReadable_.end(), false) == unitReadable_.end();
  if (readWhole && std::memcmp(actual.data(), expected.data(), actual.size()) == 0) {
    return {offset, CanaryState::survivor, std::nullopt};
  }
  for (std::size_t at = 0; at + pieceBytes <= actual.size(); at += pieceBytes) {
    if (!unitReadable_[static_cast<std::size_t>(at / unitBytes_)]) continue;
    if (std::memcmp(actual.data() + at, expected.data() + at, pieceBytes) == 0) {
      return {offset, CanaryState::partial, std::nullopt};
    }
  }
  if (!readWhole) return {offset, CanaryState::unreadable, std::nullopt};
  return {offset, CanaryState::gone, uniformByteOf(actual)};
}

bool CanaryRun::mustEnd(std::uint64_t offset, RunEnd& end) const {
  if (stopRequested()) {
    end.outcome = Outcome::stopped;
    end.reason = "The run was stopped before the canary at byte " + std::to_string(offset) + ".";
    return true;
  }
  return !sizeStillRecorded(end);
}

bool CanaryRun::lost(Direction direction, std::uint64_t offset, const TransferResult& result, RunEnd& end) const {
  if (!sizeStillRecorded(end)) return false;
  end.outcome = result.failure == FailureKind::deviceLost ? Outcome::deviceLost : Outcome::fault;
  end.reason = failureSentence(direction, offset, result);
  return false;
}

void CanaryRun::printBad(const char* operation, std::uint64_t offset, std::uint64_t length, int error) {
  const std::uint64_t lastLba = lbaOf(offset + length - 1);
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

void CanaryRun::step() {
  done_ += plan_.blockBytes;
  progress_.update({done_, badBlocks_, 0});
}

}  // namespace wipebench
