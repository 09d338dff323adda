#include "transfer_shape.hpp"

#include <algorithm>
#include <string>

namespace wipebench {
namespace {

constexpr std::uint64_t kibibyte = 1024;
constexpr std::uint64_t mebibyte = 1024 * kibibyte;

constexpr Shape startShape{Backend::ioUring, 512 * kibibyte, 4};
constexpr Shape halvedShape{Backend::ioUring, 512 * kibibyte, 2};
// Half of a usual second-level cache: what was just read is still there when it is compared.
constexpr Shape blockingSmall{Backend::blocking, 256 * kibibyte, 1};
constexpr Shape blockingLarge{Backend::blocking, mebibyte, 1};

constexpr std::uint64_t mostInFlightBytes = 32 * mebibyte;
constexpr auto leastTrial = std::chrono::milliseconds(12);
constexpr std::uint64_t leastTransfers = 12;
// A rate that differs by less than this is the same rate.
constexpr double better = 1.05;
constexpr double asGood = 0.90;
constexpr std::uint64_t fastBytesPerSecond = 1000000000;

}  // namespace

ShapeProbe::ShapeProbe(Shape fixed) : current_(fixed) {}

ShapeProbe ShapeProbe::trying(bool uringUsable) {
  ShapeProbe probe(uringUsable ? startShape : blockingSmall);
  probe.stage_ = uringUsable ? Stage::start : Stage::blockingSmall;
  return probe;
}

void ShapeProbe::begun() {
  changing_ = false;
  bytes_ = 0;
  transfers_ = 0;
}

bool ShapeProbe::note(std::uint64_t bytes, Clock::time_point now) {
  // Between a decision and begun() what ends still belongs to the shape before.
  if (stage_ == Stage::settled || changing_) return false;
  ++transfers_;
  // The first to end only starts the clock: filling the queue is not yet work at its pace.
  if (transfers_ == 1) {
    since_ = now;
    return false;
  }
  bytes_ += bytes;
  const auto taken = now - since_;
  if (transfers_ < leastTransfers || taken < leastTrial) return false;
  const Shape before = current_;
  const double seconds = std::chrono::duration<double>(taken).count();
  decide(static_cast<std::uint64_t>(static_cast<double>(bytes_) / seconds));
  changing_ = !(current_ == before);
  return changing_;
}

void ShapeProbe::decide(std::uint64_t bytesPerSecond) {
  trials_.push_back({current_, bytesPerSecond});
  const auto rate = static_cast<double>(bytesPerSecond);
  const auto bestRate = static_cast<double>(best_.bytesPerSecond);
  const bool wins = rate > better * bestRate;
  if (wins) best_ = trials_.back();
  const auto deeper = [this] {
    // Twice as much in flight: first by larger transfers, then by more of them.
    const bool larger = best_.shape.blockBytes < mebibyte;
    const Shape twice{Backend::ioUring, mebibyte, larger ? best_.shape.depth : 2 * best_.shape.depth};
    if (twice.inFlightBytes() > mostInFlightBytes || twice.depth > mostInFlight) return settle(best_.shape);
    next(Stage::deeper, twice);
  };
  switch (stage_) {
    case Stage::start:
      if (bytesPerSecond >= fastBytesPerSecond) return next(Stage::blockingSmall, blockingSmall);
      return next(Stage::halved, halvedShape);
    case Stage::halved:
      if (rate >= asGood * bestRate) return settle(best_.shape);
      return deeper();
    case Stage::blockingSmall:
      // Without io_uring this is the first trial; with it, a drive that answers within the call needs no queue.
      if (wins) return next(Stage::blockingLarge, blockingLarge);
      return deeper();
    case Stage::blockingLarge: return settle(best_.shape);
    case Stage::deeper:
      if (!wins) return settle(best_.shape);
      return deeper();
    case Stage::settled: return;
  }
}

void ShapeProbe::next(Stage stage, Shape shape) {
  stage_ = stage;
  current_ = shape;
}

void ShapeProbe::settle(Shape shape) { next(Stage::settled, shape); }

JsonObject ShapeProbe::toJson() const {
  const auto described = [](const Shape& shape) {
    JsonObject json;
    json.text("backend", backendName(shape.backend))
        .number("blockBytes", shape.blockBytes)
        .number("depth", shape.depth);
    return json;
  };
  std::vector<JsonObject> tried;
  for (const Trial& trial : trials_) {
    tried.push_back(described(trial.shape).number("bytesPerSecond", trial.bytesPerSecond));
  }
  return described(current_).objects("probe", tried);
}

Shape shapeForSamples(bool uringUsable, std::uint64_t longestRangeBytes, std::uint64_t unitBytes) {
  constexpr std::uint64_t memoryBytes = 4 * mebibyte;
  const std::uint64_t whole = (longestRangeBytes + unitBytes - 1) / unitBytes * unitBytes;
  const std::uint64_t block = std::clamp<std::uint64_t>(whole, unitBytes, 512 * kibibyte);
  if (!uringUsable) return {Backend::blocking, block, 1};
  return {Backend::ioUring, block, static_cast<std::uint32_t>(std::clamp<std::uint64_t>(memoryBytes / block, 4, 32))};
}

}  // namespace wipebench
