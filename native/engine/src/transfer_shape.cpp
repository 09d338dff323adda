#include "transfer_shape.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace wipebench {
namespace {

constexpr std::uint64_t kibibyte = 1024;
constexpr std::uint64_t mebibyte = 1024 * kibibyte;

constexpr Shape startShape{Backend::ioUring, mebibyte, 2};
constexpr Shape fastShape{Backend::ioUring, mebibyte, 8};
constexpr Shape fastDeeperShape{Backend::ioUring, mebibyte, 16};
// Half of a usual second-level cache: what was just read is still there when it is compared.
constexpr Shape blockingShape{Backend::blocking, 256 * kibibyte, 1};

// For a drive that is held up by its answering time: much more at once, and then whether less would do or more is better.
constexpr std::array<Shape, 3> deeperShapes{
    {{Backend::ioUring, mebibyte, 16}, {Backend::ioUring, mebibyte, 32}, {Backend::ioUring, mebibyte, 8}}};
constexpr auto leastTrial = std::chrono::milliseconds(12);
constexpr auto leastSlowTrial = std::chrono::milliseconds(30);
constexpr std::uint64_t leastTransfers = 12;
// A rate that differs by less than this is the same rate.
constexpr double better = 1.05;
constexpr double clearlyBetter = 1.15;
constexpr double fastBytesPerSecond = 1e9;

}  // namespace

ShapeProbe::ShapeProbe(Shape fixed) : current_(fixed) {}

ShapeProbe ShapeProbe::trying(bool uringUsable, bool rotational) {
  // Without a queue there is nothing to choose.
  if (!uringUsable) return ShapeProbe(blockingShape);
  ShapeProbe probe(startShape);
  probe.stage_ = Stage::start;
  probe.rotational_ = rotational;
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
  const double soFar = static_cast<double>(bytes_) / std::chrono::duration<double>(taken).count();
  // A fast drive has done hundreds of transfers by then; a slow one gets more time for each trial.
  if (transfers_ < leastTransfers || taken < (soFar >= fastBytesPerSecond ? leastTrial : leastSlowTrial)) return false;
  const Shape before = current_;
  const double seconds = std::chrono::duration<double>(taken).count();
  decide(static_cast<double>(bytes_) / seconds);
  changing_ = !(current_ == before);
  return changing_;
}

void ShapeProbe::decide(double rate) {
  trials_.push_back({current_, static_cast<std::uint64_t>(rate)});
  switch (stage_) {
    case Stage::start:
      best_ = trials_.back();
      // One head reads one place at a time: more in flight never helps a turning disk.
      if (rotational_) return settle(startShape);
      if (rate >= fastBytesPerSecond) return next(Stage::fast, fastShape);
      return next(Stage::deeper, deeperShapes[deeperTried_++]);
    case Stage::fast:
      fastRate_ = rate;
      return next(Stage::blocking, blockingShape);
    case Stage::blocking:
      // A drive that answers within the call needs no queue.
      if (rate > clearlyBetter * fastRate_) return next(Stage::fastAgain, fastShape);
      return next(Stage::fastDeeper, fastDeeperShape);
    case Stage::fastAgain:
      fastRate_ = std::max(fastRate_, rate);
      return next(Stage::blockingAgain, blockingShape);
    case Stage::blockingAgain: return settle(rate > clearlyBetter * fastRate_ ? blockingShape : fastShape);
    case Stage::fastDeeper: return settle(rate > clearlyBetter * fastRate_ ? fastDeeperShape : fastShape);
    case Stage::deeper: return deeperOrSettle(rate > better * static_cast<double>(best_.bytesPerSecond));
    case Stage::settled: return;
  }
}

void ShapeProbe::deeperOrSettle(bool wins) {
  if (wins) best_ = trials_.back();
  if (deeperTried_ == deeperShapes.size()) return settle(best_.shape);
  next(Stage::deeper, deeperShapes[deeperTried_++]);
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
