#include "sample_report.hpp"

#include "pass_shape.hpp"

namespace wipebench {

SamplePlan planFor(const Arguments& arguments, const Device& device) {
  return planSamples(arguments.sizeBytes, device.facts().logicalBlockBytes, arguments.planSeed, arguments.subsections,
                     arguments.perSubsection, arguments.sharePpm);
}

void addPlanParameters(JsonObject& parameters, const Arguments& arguments, const SamplePlan& plan) {
  parameters.text("planSeed", hexOf(arguments.planSeed))
      .number("subsectionsWanted", arguments.subsections)
      .number("subsections", plan.subsections)
      .number("perSubsection", plan.perSubsection)
      .number("sharePpm", arguments.sharePpm)
      .boolean("list", arguments.list);
  addShapeParameters(parameters, arguments);
}

RunEnd listPlan(JsonLines& lines, const SamplePlan& plan) {
  for (const ByteRange& range : plan.ranges) {
    JsonObject line;
    line.text("type", "range").number("offsetBytes", range.offset).number("lengthBytes", range.length);
    lines.print(line);
  }
  RunEnd end{Outcome::completed, "", {}};
  end.summary.number("bytesRead", 0);
  return end;
}

void addPlanSummary(RunEnd& end, const SamplePlan& plan) {
  end.summary.number("sampledBytes", plan.sampledBytes)
      .number("samples", plan.ranges.size())
      .number("subsections", plan.subsections)
      .number("shareReachedPpm", plan.shareReachedPpm);
}

}  // namespace wipebench
