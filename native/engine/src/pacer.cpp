#include "pacer.hpp"

#include <algorithm>
#include <ctime>

#include "stop_signal.hpp"

namespace wipebench {
namespace {

constexpr auto slice = std::chrono::milliseconds(50);
// A drive that stalled may catch up only this much, else it would be driven faster than asked.
constexpr auto mostCatchUp = std::chrono::milliseconds(200);

}  // namespace

Pacer::Pacer(std::optional<std::uint64_t> maxRateBytesPerSecond) : maxRate_(maxRateBytesPerSecond), due_(Clock::now()) {}

std::uint64_t Pacer::windowBytes(std::uint64_t wantedBytes, std::uint64_t unitBytes) const {
  std::uint64_t window = wantedBytes;
  if (maxRate_) window = std::min(window, std::max<std::uint64_t>(*maxRate_ / 10, 4096));
  return std::max(window / unitBytes * unitBytes, unitBytes);
}

void Pacer::wait(std::uint64_t movedBytes, const std::function<void()>& onSlice) {
  if (!maxRate_) return;
  const double seconds = static_cast<double>(movedBytes) / static_cast<double>(*maxRate_);
  due_ = std::max(due_, Clock::now() - mostCatchUp) +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  while (!stopRequested()) {
    const auto left = due_ - Clock::now();
    if (left <= Clock::duration::zero()) return;
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(std::min<Clock::duration>(left, slice));
    const timespec pause{0, static_cast<long>(nanoseconds.count())};
    ::nanosleep(&pause, nullptr);
    onSlice();
  }
}

}  // namespace wipebench
