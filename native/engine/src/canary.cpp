// canary plant | check: random marks that must be gone after a sanitization.
#include <string>
#include <vector>

#include "canary_plan.hpp"
#include "canary_run.hpp"
#include "uniformity.hpp"
#include "verbs.hpp"

namespace wipebench {
namespace {

/// The end line stays short when nothing was erased; every survivor is counted and has its own line all the same.
constexpr std::size_t survivorsListedMost = 1024;

void printCanary(JsonLines& lines, const CanaryRun& run, const char* state, std::uint64_t offset) {
  JsonObject line;
  line.text("type", "canary").text("state", state).number("lba", run.lbaOf(offset)).number("offsetBytes", offset);
  lines.print(line);
}

CanaryPlan planFor(const Arguments& arguments, const Device& device) {
  const DeviceFacts& facts = device.facts();
  return planCanaries(arguments.sizeBytes, canaryBlockBytes(facts.logicalBlockBytes, facts.physicalBlockBytes),
                      arguments.canarySeed, arguments.canaryCount, arguments.canaryLayout);
}

void printCanaryBegin(const Arguments& arguments, JsonLines& lines, const Device& device, const CanaryPlan& plan) {
  JsonObject parameters;
  parameters.text("canarySeed", hexOf(arguments.canarySeed))
      .text("layout", layoutName(arguments.canaryLayout))
      .number("count", arguments.canaryCount)
      .number("places", plan.offsets.size())
      .number("canaryBlockBytes", plan.blockBytes)
      .number("retries", arguments.retries);
  if (arguments.canaryLayout == CanaryLayout::stratified) parameters.number("parts", plan.parts);
  printBegin(lines, arguments, device, parameters);
}

/// Counts what the places hold and prints those that are not gone. Its memory does not grow with the places.
class CheckedPlaces {
 public:
  CheckedPlaces(JsonLines& lines, const CanaryRun& run) : lines_(lines), run_(run) {}

  void add(const CanaryFinding& place) {
    switch (place.state) {
      case CanaryState::survivor:
        ++survivors_;
        if (survivorLbas_.size() < survivorsListedMost) survivorLbas_.push_back(run_.lbaOf(place.offset));
        printCanary(lines_, run_, "survivor", place.offset);
        break;
      case CanaryState::partial:
        ++partial_;
        printCanary(lines_, run_, "partial-survivor", place.offset);
        break;
      case CanaryState::gone:
        ++gone_;
        if (place.uniform) uniform_.add(*place.uniform);
        break;
      case CanaryState::unreadable:
        ++unreadable_;
        printCanary(lines_, run_, "unreadable", place.offset);
        break;
    }
  }

  bool allGone(std::uint64_t places) const { return gone_ == places; }

  std::string reason() const {
    return std::to_string(survivors_) + " canaries survived whole, " + std::to_string(partial_) + " in part, " +
           std::to_string(unreadable_) + " could not be read.";
  }

  void addSummary(RunEnd& end) const {
    end.summary.number("checked", survivors_ + partial_ + gone_ + unreadable_)
        .number("survivors", survivors_)
        .number("partialSurvivors", partial_)
        .number("gone", gone_)
        .number("unreadable", unreadable_)
        .number("uniform", uniform_.total())
        .object("uniformBytes", uniform_.toJson())
        .number("other", gone_ - uniform_.total())
        .numbers("survivorLbas", survivorLbas_);
  }

 private:
  JsonLines& lines_;
  const CanaryRun& run_;
  std::vector<std::uint64_t> survivorLbas_;
  std::uint64_t survivors_ = 0;
  std::uint64_t partial_ = 0;
  std::uint64_t gone_ = 0;
  std::uint64_t unreadable_ = 0;
  ByteHistogram uniform_;
};

}  // namespace

RunEnd canaryPlant(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::readWrite);
  requireRecordedSize(device, arguments.sizeBytes);
  const CanaryPlan plan = planFor(arguments, device);
  printCanaryBegin(arguments, lines, device, plan);

  CanaryRun run(arguments, lines, device, plan, 2 * plan.offsets.size());
  RunEnd end{Outcome::completed, "", {}};
  std::uint64_t confirmed = 0;
  const bool ended = run.plantAll(end) &&
                     run.readAll(end,
                                 [&](const CanaryFinding& place) {
                                   if (place.state == CanaryState::survivor) {
                                     ++confirmed;
                                   } else {
                                     printCanary(lines, run, "not-confirmed", place.offset);
                                   }
                                 }) &&
                     run.sizeStillRecorded(end);
  if (ended && confirmed < plan.offsets.size()) {
    end.outcome = Outcome::findings;
    end.reason = std::to_string(plan.offsets.size() - confirmed) + " canaries could not be confirmed by reading them back.";
  }
  end.summary.number("places", plan.offsets.size()).number("planted", run.planted()).number("confirmed", confirmed);
  run.addSummary(end);
  return end;
}

RunEnd canaryCheck(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::read);
  requireRecordedSize(device, arguments.sizeBytes);
  const CanaryPlan plan = planFor(arguments, device);
  printCanaryBegin(arguments, lines, device, plan);

  CanaryRun run(arguments, lines, device, plan, plan.offsets.size());
  RunEnd end{Outcome::completed, "", {}};
  CheckedPlaces places(lines, run);
  const bool ended =
      run.readAll(end, [&](const CanaryFinding& place) { places.add(place); }) && run.sizeStillRecorded(end);
  if (ended && !places.allGone(plan.offsets.size())) {
    end.outcome = Outcome::findings;
    end.reason = places.reason();
  }
  places.addSummary(end);
  run.addSummary(end);
  return end;
}

}  // namespace wipebench
