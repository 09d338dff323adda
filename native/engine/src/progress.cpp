#include "progress.hpp"

namespace wipebench {
namespace {

constexpr auto interval = std::chrono::milliseconds(250);
constexpr std::size_t marksKept = 9;  // eight intervals: two seconds

}  // namespace

Progress::Progress(JsonLines& lines, std::uint64_t totalBytes, std::uint64_t startBytes)
    : lines_(lines), totalBytes_(totalBytes), started_(Clock::now()), lastPrint_(started_) {
  marks_.push_back({started_, startBytes});
}

std::uint64_t Progress::elapsedMs() const {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_).count());
}

void Progress::update(const Tally& tally) {
  if (Clock::now() - lastPrint_ >= interval) print(tally);
}

void Progress::print(const Tally& tally) {
  const auto now = Clock::now();
  // Held to the beat, not to the moment of the last window, so four lines a second stay four.
  lastPrint_ = now - lastPrint_ < 2 * interval ? lastPrint_ + interval : now;
  if (lastPrint_ > now) lastPrint_ = now;
  const Mark& oldest = marks_.front();
  const double seconds = std::chrono::duration<double>(now - oldest.at).count();
  const double rate = seconds > 0 ? static_cast<double>(tally.doneBytes - oldest.doneBytes) / seconds : 0;
  JsonObject line;
  line.text("type", "progress")
      .number("doneBytes", tally.doneBytes)
      .number("totalBytes", totalBytes_)
      .number("bytesPerSecond", static_cast<std::uint64_t>(rate))
      .number("elapsedMs", elapsedMs())
      .number("badBlocks", tally.badBlocks)
      .number("mismatchBytes", tally.mismatchBytes);
  lines_.print(line);
  marks_.push_back({now, tally.doneBytes});
  if (marks_.size() > marksKept) marks_.pop_front();
}

}  // namespace wipebench
