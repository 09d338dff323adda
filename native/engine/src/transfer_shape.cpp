#include "transfer_shape.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace wipebench {
namespace {

constexpr std::uint64_t kibibyte = 1024;
constexpr std::uint64_t mebibyte = 1024 * kibibyte;

constexpr Shape turningShape{Backend::ioUring, mebibyte, 2};
// One huge page.
constexpr std::uint64_t longestTurningBytes = 2 * mebibyte;
// Small enough that what was read is compared while a near cache has it.
constexpr Shape fastReadShape{Backend::ioUring, mebibyte, 4};
// Whoever takes the data reads it once and in order: fewer and larger pieces are cheaper for both sides.
constexpr Shape fastWriteShape{Backend::ioUring, 2 * mebibyte, 4};
// More at once in smaller pieces: best where a host or an adapter works on several requests side by side.
constexpr Shape wideShape{Backend::ioUring, mebibyte / 2, 16};
// Windows come back in bunches, and each takes a while to be made: what is queued must last until all of them are.
constexpr Shape wideMadeShape{Backend::ioUring, mebibyte, 16};
// Half of a usual second-level cache: what was just read is still there when it is compared, and what was just made when
// it is written.
constexpr Shape blockingShape{Backend::blocking, 256 * kibibyte, 1};
// The same memory is written again and again and stays in the cache anyhow; fewer calls are cheaper.
constexpr Shape blockingConstantShape{Backend::blocking, mebibyte, 1};

// For a drive that is held up by its answering time: much more at once, and then whether yet more is better.
constexpr Shape deepShape{Backend::ioUring, mebibyte, 16};
constexpr Shape deepestShape{Backend::ioUring, mebibyte, 32};
constexpr auto leastTrial = std::chrono::milliseconds(12);
// A trial that is far behind by then is over: it costs the pass.
constexpr auto leastHopelessTrial = std::chrono::milliseconds(3);
constexpr double hopeless = 0.75;
constexpr auto leastSlowTrial = std::chrono::milliseconds(30);
// Until then the scheduler has not found a processor of its own for each who takes part, and no rate means much; so the
// better of two glances only says in which shape to spend this time.
constexpr auto warmingUp = std::chrono::milliseconds(60);
constexpr auto leastGlance = std::chrono::milliseconds(6);
constexpr std::uint64_t leastTransfers = 8;
// When all is tried again, at first and at the latest.
constexpr auto soonest = std::chrono::milliseconds(2000);
constexpr auto latest = std::chrono::milliseconds(60'000);
// A rate that differs by less than this is the same rate.
constexpr double better = 1.05;
// Drives that answer late answer in bursts, too.
constexpr double clearlyBetter = 1.1;
// What is in flight moves so often in a second, or the answering time may be what holds the drive up (1 GB/s of 4 MiB).
constexpr double fastAnswersPerSecond = 240;
// No drive that answers in a millisecond moves more than a thousand times a second what is in flight, however it bunches
// its answers: faster than that is surely fast.
constexpr double lateAnswersPerSecond = 1000;
// Virtual disks and RAID adapters call themselves turning. What really turns may fill its own cache at the speed of its
// port, 1.2 GB/s, but no faster.
constexpr double notTurningBytesPerSecond = 1.5e9;
// Read from the beginning, its cache has nothing of what is asked for; two heads at once read half of this.
constexpr double notTurningReadBytesPerSecond = 0.9e9;

/// As long as one request may be where the windows share their memory: the kernel would cut a longer one in two.
Shape turningShapeFor(std::uint64_t requestBytes, Work work) {
  Shape shape = turningShape;
  if (work != Work::writeSame || requestBytes < shape.blockBytes) return shape;
  shape.blockBytes = std::min(requestBytes / (64 * kibibyte) * (64 * kibibyte), longestTurningBytes);
  return shape;
}

}  // namespace

ShapeProbe::ShapeProbe(Shape fixed) : current_(fixed) {}

ShapeProbe ShapeProbe::trying(bool uringUsable, bool rotational, std::uint64_t requestBytes, Work work,
                              std::function<bool()> crowded) {
  const Shape blocking = work == Work::writeSame ? blockingConstantShape : blockingShape;
  const Shape fast = work == Work::read ? fastReadShape : fastWriteShape;
  // Without a queue there is nothing to choose.
  if (!uringUsable) return ShapeProbe(blocking);
  const Shape turning = turningShapeFor(requestBytes, work);
  ShapeProbe probe(rotational ? turning : fast);
  probe.stage_ = rotational ? Stage::turning : Stage::start;
  probe.turning_ = turning;
  probe.fast_ = fast;
  probe.blocking_ = blocking;
  probe.work_ = work;
  probe.crowded_ = std::move(crowded);
  probe.later_ = soonest;
  probe.wide_ = work == Work::writeMade ? wideMadeShape : wideShape;
  // Windows of one constant share their memory: twice as many of them cost nothing.
  probe.deepestMustGain_ = work == Work::writeSame ? 1.0 : clearlyBetter;
  return probe;
}

void ShapeProbe::begun() {
  changing_ = false;
  bytes_ = 0;
  transfers_ = 0;
  looks_ = 0;
  crowdedLooks_ = 0;
}

void ShapeProbe::lookAround(Clock::time_point now) {
  if (!crowded_ || now - lookedAt_ < std::chrono::milliseconds(1)) return;
  lookedAt_ = now;
  ++looks_;
  if (crowded_()) ++crowdedLooks_;
}

bool ShapeProbe::note(std::uint64_t bytes, Clock::time_point now) {
  // Between a decision and begun() what ends still belongs to the shape before.
  if (stage_ == Stage::settled || changing_) return false;
  ++transfers_;
  // What fills the queue only starts the clock: it is not yet work at its pace, and may come back all at once.
  if (transfers_ <= current_.depth) {
    since_ = now;
    return false;
  }
  bytes_ += bytes;
  lookAround(now);
  const auto taken = now - since_;
  const double rate = static_cast<double>(bytes_) / std::chrono::duration<double>(taken).count();
  const std::uint64_t enough = current_.depth + std::max<std::uint64_t>(leastTransfers, std::uint64_t{2} * current_.depth);
  if (transfers_ < enough || taken < leastTime(rate)) return false;
  const Shape before = current_;
  decide(rate);
  changing_ = !(current_ == before);
  if (!changing_) begun();
  return changing_;
}

double ShapeProbe::notTurning() const {
  return work_ == Work::read ? notTurningReadBytesPerSecond : notTurningBytesPerSecond;
}

double ShapeProbe::fast() const { return static_cast<double>(fast_.inFlightBytes()) * fastAnswersPerSecond; }

double ShapeProbe::surelyFast() const { return static_cast<double>(fast_.inFlightBytes()) * lateAnswersPerSecond; }

std::chrono::milliseconds ShapeProbe::leastTime(double rate) const {
  // A fast drive has done hundreds of transfers in its time; a slow one gets more of it.
  if (stage_ == Stage::later) return later_;
  if (stage_ == Stage::start && rate >= surelyFast()) return leastGlance;
  if (stage_ == Stage::start) return rate >= fast() ? warmingUp : leastTrial;
  if (stage_ == Stage::warming) return warmingUp;
  const bool blocking = current_ == blocking_;
  if (blocking && rate < hopeless * fastRate_) return leastHopelessTrial;
  if (stage_ == Stage::glance) return leastGlance;
  return rate >= fast() ? leastTrial : leastSlowTrial;
}

bool ShapeProbe::comparesFast(double rate) const {
  switch (stage_) {
    case Stage::start: return rate >= fast();
    case Stage::turning:
    case Stage::deep:
    case Stage::deepest:
    case Stage::notDeep:
    case Stage::settled: return false;
    default: return true;
  }
}

void ShapeProbe::decide(double rate) {
  trials_.push_back({current_, static_cast<std::uint64_t>(rate)});
  if (comparesFast(rate) && wasCrowded()) {
    if (stage_ == Stage::later) later_ = std::min(2 * later_, latest);
    return next(Stage::later, fast_);
  }
  switch (stage_) {
    case Stage::turning:
      // One head reads one place at a time: more in flight never helps a disk that turns.
      return rate < notTurning() ? settle(turning_) : next(Stage::start, fast_);
    case Stage::start:
      fastRate_ = rate;
      if (rate >= surelyFast()) return next(Stage::glance, blocking_);
      return rate < fast() ? next(Stage::deep, deepShape) : next(Stage::fast, fast_);
    case Stage::glance:
      neverBlocking_ = rate < hopeless * fastRate_;
      glanceForBlocking_ = rate > clearlyBetter * fastRate_;
      return next(Stage::warming, glanceForBlocking_ ? blocking_ : fast_);
    case Stage::warming: return next(Stage::fast, fast_);
    case Stage::fast:
      fastRate_ = rate;
      return neverBlocking_ ? next(Stage::wide, wide_) : next(Stage::blocking, blocking_);
    case Stage::blocking:
      // A drive that answers within the call needs no queue. Two trials of three decide: a moment in which the computer
      // had other work falls on one of them.
      ++(rate > better * fastRate_ ? forBlocking_ : againstBlocking_);
      if (forBlocking_ == 2) return settle(blocking_);
      if (againstBlocking_ == 2 || (forBlocking_ == 0 && !glanceForBlocking_)) return next(Stage::wide, wide_);
      return next(Stage::fast, fast_);
    case Stage::wide:
      if (rate <= better * fastRate_) return settle(fast_);
      wideRate_ = rate;
      return next(Stage::fastLast, fast_);
    case Stage::fastLast: return settle(wideRate_ > better * rate ? wide_ : fast_);
    case Stage::deep:
      deepRate_ = rate;
      return next(Stage::deepest, deepestShape);
    case Stage::deepest:
      deeper_ = rate > deepestMustGain_ * deepRate_ ? deepestShape : deepShape;
      deeperRate_ = deeper_ == deepestShape ? rate : deepRate_;
      if (deeperRate_ <= clearlyBetter * fastRate_) return settle(fast_);
      return next(Stage::notDeep, fast_);
    case Stage::notDeep: return settle(deeperRate_ > clearlyBetter * rate ? deeper_ : fast_);
    case Stage::later: return next(Stage::start, fast_);
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
