// Holds a pass to a highest rate, sleeping in slices short enough to react to a stop.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace wipebench {

class Pacer {
 public:
  explicit Pacer(std::optional<std::uint64_t> maxRateBytesPerSecond);

  /// The largest window that still lets a stop through in good time at this rate; `unitBytes` at least.
  std::uint64_t windowBytes(std::uint64_t wantedBytes, std::uint64_t unitBytes) const;

  /// Waits until `movedBytes` more bytes are due. Calls `onSlice` at least every 50 ms; ends early on a stop.
  void wait(std::uint64_t movedBytes, const std::function<void()>& onSlice);

 private:
  using Clock = std::chrono::steady_clock;
  std::optional<std::uint64_t> maxRate_;
  Clock::time_point due_;
};

}  // namespace wipebench
