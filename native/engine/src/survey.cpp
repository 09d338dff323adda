// survey: a seeded choice of places is read and described, because after an erase that the drive does itself nobody
// knows what should be there; with --compare it tells where an earlier survey's data is there still.
#include <optional>
#include <string>
#include <utility>

#include "earlier_survey.hpp"
#include "range_reader.hpp"
#include "sample_line.hpp"
#include "sample_report.hpp"
#include "sha256.hpp"
#include "uniformity.hpp"
#include "verbs.hpp"

namespace wipebench {
namespace {

/// Describes one sample from the pieces it is read in.
class SampleLook {
 public:
  void add(std::span<const std::byte> bytes) {
    hash_.update(bytes);
    const std::optional<std::byte> piece = uniformByteOf(bytes);
    mixed_ = mixed_ || !piece || (uniform_ && uniform_ != piece);
    uniform_ = piece;
    seenBytes_ += bytes.size();
  }

  /// A sample of which a single byte was not read is unreadable.
  SampleFacts facts(const ByteRange& range) {
    if (seenBytes_ != range.length) return {range, std::nullopt, std::nullopt};
    return {range, mixed_ ? std::nullopt : uniform_, hash_.finish()};
  }

 private:
  Sha256 hash_;
  std::optional<std::byte> uniform_;
  bool mixed_ = false;
  std::uint64_t seenBytes_ = 0;
};

class SurveyPass {
 public:
  SurveyPass(const Arguments& arguments, JsonLines& lines, const Device& device, const SamplePlan& plan,
             std::optional<SurveyComparison> comparison)
      : lines_(lines),
        plan_(plan),
        comparison_(std::move(comparison)),
        reader_(arguments, lines, device, plan.ranges, 0, OnUnreadable::leaveRange,
                {{},
                 [this](std::uint64_t, std::span<const std::byte> bytes) { look_.add(bytes); },
                 [this](std::size_t range) {
                   note(look_.facts(plan_.ranges[range]));
                   look_ = SampleLook();
                 },
                 [] { return std::uint64_t{0}; }}) {}

  RunEnd run() {
    RunEnd end = reader_.run();
    reader_.flushBadRanges();
    if (end.outcome == Outcome::completed) judge(end);
    end.summary.number("bytesRead", reader_.bytesRead())
        .number("badBlocks", reader_.badBlocks())
        .number("mismatchBytes", 0)
        .number("uniformSamples", uniform_.total())
        .object("uniformBytes", uniform_.toJson())
        .number("otherSamples", other_)
        .number("unreadableSamples", unreadable_);
    if (comparison_) comparison_->addSummary(end);
    reader_.addSummary(end.summary);
    return end;
  }

 private:
  void note(const SampleFacts& facts) {
    if (!facts.digest) {
      reader_.flushBadRanges();
      ++unreadable_;
    } else if (facts.uniform) {
      uniform_.add(*facts.uniform);
    } else {
      ++other_;
    }
    lines_.print(sampleLine(facts));
    if (comparison_) comparison_->add(facts);
  }

  void judge(RunEnd& end) const {
    const std::uint64_t unchanged = comparison_ ? comparison_->unchanged() : 0;
    if (unreadable_ == 0 && unchanged == 0) return;
    std::string reason = std::to_string(unreadable_) + " samples could not be read";
    if (comparison_) reason += " and " + std::to_string(unchanged) + " still hold the data of the earlier survey";
    end.outcome = Outcome::findings;
    end.reason = reason + ".";
  }

  JsonLines& lines_;
  const SamplePlan& plan_;
  std::optional<SurveyComparison> comparison_;
  SampleLook look_;
  ByteHistogram uniform_;
  std::uint64_t other_ = 0;
  std::uint64_t unreadable_ = 0;
  RangeReader reader_;
};

}  // namespace

RunEnd survey(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::read);
  requireRecordedSize(device, arguments.sizeBytes);
  requireAligned(device, "--block-bytes", arguments.blockBytes.value_or(0));
  const SamplePlan plan = planFor(arguments, device);
  std::optional<SurveyComparison> comparison;
  if (arguments.comparePath) comparison.emplace(lines, readEarlierSurvey(*arguments.comparePath, plan));

  JsonObject parameters;
  addPlanParameters(parameters, arguments, plan);
  parameters.boolean("compare", comparison.has_value());
  if (arguments.maxRateBytesPerSecond) parameters.number("maxRateBytesPerSecond", *arguments.maxRateBytesPerSecond);
  printBegin(lines, arguments, device, parameters);

  RunEnd end =
      arguments.list ? listPlan(lines, plan) : SurveyPass(arguments, lines, device, plan, std::move(comparison)).run();
  addPlanSummary(end, plan);
  return end;
}

}  // namespace wipebench
