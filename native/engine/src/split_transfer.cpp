#include "split_transfer.hpp"

#include <utility>

#include "stop_signal.hpp"

namespace wipebench {

SplitTransfer::SplitTransfer(const Device& device, Direction direction, std::uint64_t recordedSizeBytes,
                             std::uint64_t retries, std::chrono::milliseconds budget, WindowListener listener)
    : device_(device),
      direction_(direction),
      recordedSizeBytes_(recordedSizeBytes),
      retries_(retries),
      budget_(budget),
      listener_(std::move(listener)) {}

bool SplitTransfer::deviceChanged() const {
  return device_.currentSizeBytes() != recordedSizeBytes_ || !device_.sameDisk();
}

WindowResult SplitTransfer::failed(std::uint64_t offset, const TransferResult& result) const {
  const std::string reason = failureSentence(direction_, offset, result);
  const bool lost = result.failure == FailureKind::deviceLost || deviceChanged();
  return {lost ? WindowEnd::deviceLost : WindowEnd::fatal, offset + result.bytes, reason};
}

WindowResult SplitTransfer::move(std::uint64_t offset, std::span<std::byte> buffer) {
  // Asked before every window: writing past the end of a shrunken image file would silently grow it again,
  // with a hole nobody wrote.
  if (deviceChanged()) {
    return {WindowEnd::deviceLost, offset,
            "The size of the target is no longer the recorded one at byte " + std::to_string(offset) +
                "; it has shrunk, was replaced or is gone."};
  }
  windowBegun_ = Clock::now();
  failing_ = false;
  const WindowResult result = movePiece(offset, buffer, true);
  if (failing_) spent_ += Clock::now() - windowBegun_;
  return result;
}

WindowResult SplitTransfer::movePiece(std::uint64_t offset, std::span<std::byte> buffer, bool wholeWindow) {
  if (!wholeWindow) {
    listener_.heartbeat(offset);
    if (stopRequested()) return {WindowEnd::stopped, offset, ""};
    if (outOfTime()) return {WindowEnd::outOfTime, offset, ""};
  }
  const TransferResult result = transferExactly(device_, direction_, offset, buffer);
  const auto moved = static_cast<std::size_t>(result.bytes);
  if (moved > 0) listener_.good(offset, buffer.first(moved));
  if (result.failure == FailureKind::none) return {WindowEnd::done, offset + buffer.size(), ""};
  if (result.failure != FailureKind::block || deviceChanged()) return failed(offset, result);

  failing_ = true;
  const std::span<std::byte> rest = buffer.subspan(moved);
  const std::uint64_t restOffset = offset + result.bytes;
  const std::uint64_t unit = device_.unitBytes();
  if (rest.size() <= unit) return moveUnit(restOffset, rest, result);

  // Halved on the grid of units, left half first, so everything stays in ascending order.
  const std::uint64_t units = (rest.size() + unit - 1) / unit;
  const auto left = static_cast<std::size_t>(units / 2 * unit);
  const WindowResult first = movePiece(restOffset, rest.first(left), false);
  if (first.end != WindowEnd::done) return first;
  return movePiece(restOffset + left, rest.subspan(left), false);
}

WindowResult SplitTransfer::moveUnit(std::uint64_t offset, std::span<std::byte> buffer, TransferResult last) {
  for (std::uint64_t attempt = 0; attempt < retries_; ++attempt) {
    listener_.heartbeat(offset);
    if (stopRequested()) return {WindowEnd::stopped, offset, ""};
    if (outOfTime()) return {WindowEnd::outOfTime, offset, ""};
    last = transferExactly(device_, direction_, offset, buffer);
    if (last.failure == FailureKind::none) {
      listener_.good(offset, buffer);
      return {WindowEnd::done, offset + buffer.size(), ""};
    }
    if (last.failure != FailureKind::block || deviceChanged()) return failed(offset, last);
  }
  const std::uint64_t end = offset + buffer.size();
  if (!listener_.bad(offset, buffer.size(), last.error)) return {WindowEnd::tooManyBad, end, ""};
  return {WindowEnd::done, end, ""};
}

}  // namespace wipebench
