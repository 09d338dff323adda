// wipebench-engine: the one program that moves bytes to and from a drive. See ../README.md for the contract.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "cpu_path.hpp"
#include "descriptors.hpp"
#include "failures.hpp"
#include "json_lines.hpp"
#include "outcome.hpp"
#include "stop_signal.hpp"
#include "verbs.hpp"

namespace wipebench {

void printBegin(JsonLines& lines, const Arguments& arguments, const Device& device, const JsonObject& parameters) {
  JsonObject line;
  line.text("type", "begin")
      .text("verb", verbName(arguments.verb))
      .text("engineVersion", WIPEBENCH_VERSION)
      .number("sizeBytes", arguments.sizeBytes)
      .boolean("direct", device.facts().direct)
      .object("target", device.facts().toJson())
      .object("parameters", parameters);
  lines.print(line);
}

JsonObject patternParameters(const Arguments& arguments) {
  JsonObject parameters;
  parameters.text("pattern", arguments.pattern.words);
  if (arguments.pattern.seed) parameters.text("seed", hexOf(*arguments.pattern.seed));
  return parameters;
}

namespace {

/// Prints `end`, the last line of every run that was not killed.
ExitCode finish(JsonLines& lines, Verb verb, const RunEnd& end) {
  JsonObject line;
  line.text("type", "end").text("verb", verbName(verb)).text("outcome", outcomeName(end.outcome));
  if (!end.reason.empty()) {
    line.text("reason", end.reason);
    std::fprintf(stderr, "wipebench-engine: %s\n", end.reason.c_str());
  }
  line.merge(end.summary);
  lines.print(line);
  // Nobody heard the end, so it must not count as completed.
  if (lines.closed() && exitCodeOf(end.outcome) == ExitCode::completed) return ExitCode::stopped;
  return exitCodeOf(end.outcome);
}

ExitCode runVerb(const Arguments& arguments, JsonLines& lines) {
  const auto saidAll = [&] { return lines.closed() ? ExitCode::stopped : ExitCode::completed; };
  switch (arguments.verb) {
    case Verb::version:
      std::printf("wipebench-engine %s\n", WIPEBENCH_VERSION);
      return std::fflush(stdout) == 0 ? ExitCode::completed : ExitCode::stopped;
    case Verb::help:
      std::fputs(usageText().c_str(), stdout);
      return std::fflush(stdout) == 0 ? ExitCode::completed : ExitCode::stopped;
    case Verb::selftest: return selftest(lines) ? saidAll() : ExitCode::internalFault;
    case Verb::probe: probe(arguments, lines); return saidAll();
    case Verb::peer: peer(arguments, lines); return saidAll();
    case Verb::overwrite: return finish(lines, arguments.verb, overwrite(arguments, lines));
    case Verb::verify: return finish(lines, arguments.verb, verify(arguments, lines));
    case Verb::scan: return finish(lines, arguments.verb, scan(arguments, lines));
    case Verb::sample: return finish(lines, arguments.verb, sample(arguments, lines));
    case Verb::survey: return finish(lines, arguments.verb, survey(arguments, lines));
    case Verb::canaryPlant: return finish(lines, arguments.verb, canaryPlant(arguments, lines));
    case Verb::canaryCheck: return finish(lines, arguments.verb, canaryCheck(arguments, lines));
  }
  throw std::logic_error("unknown verb");
}

ExitCode runEngine(const std::vector<std::string>& words) {
  JsonLines lines;
  Verb verb = Verb::help;
  try {
    const Arguments arguments = parseArguments(words);
    verb = arguments.verb;
    if (arguments.cpuPath && !chooseCpuPath(*arguments.cpuPath)) {
      throw UsageError("Option --cpu names no path of this CPU; it has " + cpuPathNames() + ".");
    }
    installStopSignals();
    return runVerb(arguments, lines);
  } catch (const UsageError& error) {
    std::fprintf(stderr, "wipebench-engine: %s\n%s", error.what(), usageText().c_str());
    return ExitCode::usage;
  } catch (const Refused& refusal) {
    return finish(lines, verb, {Outcome::refused, refusal.what(), {}});
  } catch (const DeviceLost& loss) {
    return finish(lines, verb, {Outcome::deviceLost, loss.what(), {}});
  } catch (const std::exception& fault) {
    finish(lines, verb, {Outcome::fault, std::string("Internal fault: ") + fault.what() + ".", {}});
    return ExitCode::internalFault;
  }
}

}  // namespace
}  // namespace wipebench

int main(int argumentCount, char** argumentWords) {
  wipebench::fillStandardDescriptors();
  const std::vector<std::string> words(argumentWords + 1, argumentWords + argumentCount);
  return static_cast<int>(wipebench::runEngine(words));
}
