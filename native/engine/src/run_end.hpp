// What a verb hands back to main, which prints it as the `end` line.
#pragma once

#include <string>

#include "json_lines.hpp"
#include "outcome.hpp"

namespace wipebench {

struct RunEnd {
  Outcome outcome = Outcome::fault;
  /// One sentence; empty when completed.
  std::string reason;
  /// The summary numbers of the verb.
  JsonObject summary;
};

}  // namespace wipebench
