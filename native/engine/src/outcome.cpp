#include "outcome.hpp"

#include <stdexcept>

namespace wipebench {

std::string_view outcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed: return "completed";
    case Outcome::findings: return "findings";
    case Outcome::tooManyBad: return "too-many-bad";
    case Outcome::stopped: return "stopped";
    case Outcome::refused: return "refused";
    case Outcome::deviceLost: return "device-lost";
    case Outcome::fault: return "fault";
  }
  throw std::logic_error("unknown outcome");
}

ExitCode exitCodeOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed: return ExitCode::completed;
    case Outcome::findings: return ExitCode::findings;
    case Outcome::tooManyBad: return ExitCode::findings;
    case Outcome::stopped: return ExitCode::stopped;
    case Outcome::refused: return ExitCode::refused;
    case Outcome::deviceLost: return ExitCode::deviceLost;
    case Outcome::fault: return ExitCode::deviceLost;
  }
  throw std::logic_error("unknown outcome");
}

}  // namespace wipebench
