#include "pass_end.hpp"

#include <stdexcept>
#include <string>

#include "stop_signal.hpp"

namespace wipebench {

RunEnd passEnd(const WindowResult& result, const Arguments& arguments, Direction direction, std::uint64_t position,
               const JsonLines& lines) {
  const std::string done = direction == Direction::read ? "read" : "written";
  const std::string there = "the pass ended at byte " + std::to_string(position) + ".";
  switch (result.end) {
    case WindowEnd::done: return {Outcome::completed, "", {}};
    case WindowEnd::stopped: {
      const std::string why = lines.closed() ? "nobody reads its output any more"
                                             : "signal " + std::to_string(stopSignalNumber()) + " asked for it";
      return {Outcome::stopped, "The pass stopped at byte " + std::to_string(position) + " because " + why + ".", {}};
    }
    case WindowEnd::tooManyBad:
      return {Outcome::tooManyBad,
              "More than " + std::to_string(arguments.badLimit) + " blocks could not be " + done + "; " + there, {}};
    case WindowEnd::outOfTime:
      return {Outcome::tooManyBad,
              "The drive took more than " + std::to_string(arguments.errorBudgetMs / 1000) +
                  " s over places that could not be " + done + ", so it is given up; " + there,
              {}};
    case WindowEnd::deviceLost: return {Outcome::deviceLost, result.reason, {}};
    case WindowEnd::fatal: return {Outcome::fault, result.reason, {}};
  }
  throw std::logic_error("unknown end of a window");
}

}  // namespace wipebench
