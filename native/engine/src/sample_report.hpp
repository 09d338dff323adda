// What `sample` and `survey` say alike about the plan they share.
#pragma once

#include "arguments.hpp"
#include "device.hpp"
#include "json_lines.hpp"
#include "run_end.hpp"
#include "sample_plan.hpp"

namespace wipebench {

/// The plan of the command line on this target.
SamplePlan planFor(const Arguments& arguments, const Device& device);

/// Adds the plan and the reading options to the parameters of `begin`.
void addPlanParameters(JsonObject& parameters, const Arguments& arguments, const SamplePlan& plan);

/// `--list`: prints the ranges and reads nothing.
RunEnd listPlan(JsonLines& lines, const SamplePlan& plan);

void addPlanSummary(RunEnd& end, const SamplePlan& plan);

}  // namespace wipebench
