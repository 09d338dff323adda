// The `progress` lines: four a second, with the rate over about the last two seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "json_lines.hpp"

namespace wipebench {

struct Tally {
  std::uint64_t doneBytes = 0;
  std::uint64_t badBlocks = 0;
  std::uint64_t mismatchBytes = 0;
};

class Progress {
 public:
  /// `startBytes`: where a resumed pass begins, so that its rate counts only what it moved itself.
  Progress(JsonLines& lines, std::uint64_t totalBytes, std::uint64_t startBytes);

  /// Prints when 250 ms have gone by since the last line.
  void update(const Tally& tally);
  /// Prints now.
  void print(const Tally& tally);

  std::uint64_t elapsedMs() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Mark {
    Clock::time_point at;
    std::uint64_t doneBytes;
  };
  JsonLines& lines_;
  std::uint64_t totalBytes_;
  Clock::time_point started_;
  Clock::time_point lastPrint_;
  std::deque<Mark> marks_;
};

}  // namespace wipebench
