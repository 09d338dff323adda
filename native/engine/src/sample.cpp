// sample: a seeded choice of places is read and compared; with --list it is only printed.
#include "read_pass.hpp"
#include "sample_report.hpp"
#include "verbs.hpp"

namespace wipebench {

RunEnd sample(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::read);
  requireRecordedSize(device, arguments.sizeBytes);
  requireAligned(device, "--block-bytes", arguments.blockBytes.value_or(0));
  const SamplePlan plan = planFor(arguments, device);

  JsonObject parameters = patternParameters(arguments);
  addPlanParameters(parameters, arguments, plan);
  parameters.number("mismatchLimit", arguments.mismatchLimit);
  if (arguments.maxRateBytesPerSecond) parameters.number("maxRateBytesPerSecond", *arguments.maxRateBytesPerSecond);
  printBegin(lines, arguments, device, parameters);

  RunEnd end =
      arguments.list ? listPlan(lines, plan) : readAndCompare(arguments, lines, device, plan.ranges, 0);
  addPlanSummary(end, plan);
  return end;
}

}  // namespace wipebench
