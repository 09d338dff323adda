// How a run ended, in the words of the `end` line, and the exit code that goes with it.
#pragma once

#include <string_view>

namespace wipebench {

enum class ExitCode : int {
  completed = 0,
  findings = 1,
  usage = 2,
  stopped = 3,
  refused = 4,
  deviceLost = 5,
  internalFault = 70,
};

enum class Outcome { completed, findings, tooManyBad, stopped, refused, deviceLost, fault };

std::string_view outcomeName(Outcome outcome);

/// `fault` maps to 5 (fatal I/O); only a broken promise of the engine itself exits 70.
ExitCode exitCodeOf(Outcome outcome);

}  // namespace wipebench
