// Moves one window; when that fails, halves it until the places that cannot be moved stand alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "device.hpp"
#include "io.hpp"

namespace wipebench {

enum class WindowEnd { done, stopped, tooManyBad, outOfTime, deviceLost, fatal };

struct WindowResult {
  WindowEnd end = WindowEnd::done;
  /// Everything before this byte was moved or reported bad, in ascending order without a gap.
  std::uint64_t reachedBytes = 0;
  /// One sentence for deviceLost and fatal.
  std::string reason;
};

/// What the owner of the pass wants to hear, always in ascending order.
struct WindowListener {
  /// These bytes of the buffer were moved.
  std::function<void(std::uint64_t offset, std::span<const std::byte> bytes)> good;
  /// This single unit could not be moved. False ends the pass (too many).
  std::function<bool(std::uint64_t offset, std::uint64_t length, int error)> bad;
  /// Called between the tries on a failing window, which may take minutes on a dying drive.
  std::function<void(std::uint64_t reachedBytes)> heartbeat;
};

class SplitTransfer {
 public:
  /// `retries`: further tries for a single unit after its first failure. `budget`: time for failing places in all; a
  /// dying drive may take half a minute over every one of them, so it is given up when that is used up.
  SplitTransfer(const Device& device, Direction direction, std::uint64_t recordedSizeBytes, std::uint64_t retries,
                std::chrono::milliseconds budget, WindowListener listener);

  /// Moves the window [offset, offset + buffer.size()).
  WindowResult move(std::uint64_t offset, std::span<std::byte> buffer);

  /// Time that went into failing places so far.
  std::chrono::milliseconds spent() const { return std::chrono::duration_cast<std::chrono::milliseconds>(spent_); }

 private:
  using Clock = std::chrono::steady_clock;

  WindowResult movePiece(std::uint64_t offset, std::span<std::byte> buffer, bool wholeWindow);
  WindowResult moveUnit(std::uint64_t offset, std::span<std::byte> buffer, TransferResult first);
  bool outOfTime() const { return spent_ + (Clock::now() - windowBegun_) > budget_; }
  WindowResult failed(std::uint64_t offset, const TransferResult& result) const;
  bool deviceChanged() const;

  const Device& device_;
  Direction direction_;
  std::uint64_t recordedSizeBytes_;
  std::uint64_t retries_;
  Clock::duration budget_;
  Clock::duration spent_{};
  bool failing_ = false;
  Clock::time_point windowBegun_{};
  WindowListener listener_;
};

}  // namespace wipebench
