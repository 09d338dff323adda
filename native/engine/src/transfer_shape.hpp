// How transfers are laid out: through which door of the kernel, how large, how many at once. Found by measuring the
// first moments of the pass itself, so that looking for the best costs no time of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "json_lines.hpp"
#include "transfer_queue.hpp"

namespace wipebench {

struct Shape {
  Backend backend = Backend::blocking;
  std::uint64_t blockBytes = 0;
  std::uint32_t depth = 1;

  bool operator==(const Shape&) const = default;
  std::uint64_t inFlightBytes() const { return blockBytes * depth; }
};

/// What a pass does with its memory: compares what was read into it, writes the same everywhere, or makes each window anew.
enum class Work { read, writeSame, writeMade };

/// What a shape moved while it was tried.
struct Trial {
  Shape shape;
  std::uint64_t bytesPerSecond = 0;
};

/// A turning disk gets two windows in flight and stays there, of 1 MiB each, so twenty-four of them never hold more than 2 MiB
/// each; the windows of one constant share their memory and are as long as one request to the disk may be, because each costs
/// the processor the same whatever its length. One that only calls itself turning shows it by its speed. All others start with 4 MiB to read and 8 to write. A slow drive without
/// turning parts may be held up by its answering time alone: it is tried deep, and what did not help is handed back. A
/// drive leaves its shape only for one that was better than what was measured before it and again after it, or in two trials
/// of three: drive and computer are slower in their first moments, so whatever comes later looks better than it is. While many
/// more programs want a processor than there are, the rate of a fast drive says who got one and nothing of the drive, and more in
/// flight only takes it from the others: such a trial does not count, and all is tried again later. Every trial is real work of the pass.
class ShapeProbe {
 public:
  using Clock = std::chrono::steady_clock;

  /// Always this shape; nothing is tried.
  explicit ShapeProbe(Shape fixed);
  /// Tries, through io_uring when `uringUsable`. `requestBytes` is what the drive takes in one request, 0 when nobody knows;
  /// `crowded` tells whether many more programs want a processor now than there are.
  static ShapeProbe trying(bool uringUsable, bool rotational, std::uint64_t requestBytes, Work work,
                           std::function<bool()> crowded);

  const Shape& shape() const { return current_; }

  /// The shape is in use from now on.
  void begun();

  /// Notes finished work. True when shape() is another one now; the owner lets what is in flight end, changes over and
  /// calls begun().
  bool note(std::uint64_t bytes, Clock::time_point now);

  /// Backend, block, depth and every trial with its rate: for the `end` line.
  JsonObject toJson() const;

 private:
  enum class Stage {
    turning, start, glance, warming, fast, blocking, wide, fastLast, deep, deepest, notDeep, later, settled
  };

  /// Bytes a second from which on a drive that calls itself turning does not turn.
  double notTurning() const;
  /// Bytes a second from which on a drive is not held up by its answering time, and from which on surely not.
  double fast() const;
  double surelyFast() const;
  std::chrono::milliseconds leastTime(double rate) const;
  /// Looks around, at most once a millisecond.
  void lookAround(Clock::time_point now);
  /// Whether this trial holds one shape against another on a fast drive. What a late drive gains is more than who got a processor,
  /// and to miss it would cost hours.
  bool comparesFast(double rate) const;
  bool wasCrowded() const { return 2 * crowdedLooks_ > looks_; }
  void decide(double rate);
  void next(Stage stage, Shape shape);
  void settle(Shape shape);

  Stage stage_ = Stage::settled;
  Shape current_;
  Shape turning_;
  Shape fast_;
  Shape blocking_;
  Shape wide_;
  Shape deeper_;
  double fastRate_ = 0;
  double wideRate_ = 0;
  double deepestMustGain_ = 1;
  bool neverBlocking_ = false;
  bool glanceForBlocking_ = false;
  unsigned forBlocking_ = 0;
  unsigned againstBlocking_ = 0;
  double deepRate_ = 0;
  double deeperRate_ = 0;
  Work work_ = Work::read;
  std::vector<Trial> trials_;
  bool changing_ = false;
  std::uint64_t bytes_ = 0;
  std::uint64_t transfers_ = 0;
  Clock::time_point since_{};
  std::function<bool()> crowded_;
  Clock::time_point lookedAt_{};
  std::uint64_t looks_ = 0;
  std::uint64_t crowdedLooks_ = 0;
  std::chrono::milliseconds later_{};
};

/// The shape for many short reads far apart: as many at once as fit a modest memory.
Shape shapeForSamples(bool uringUsable, std::uint64_t longestRangeBytes, std::uint64_t unitBytes);

}  // namespace wipebench
