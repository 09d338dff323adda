// The sample lines of an earlier survey, and what a sample of today says against its own of then.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "json_lines.hpp"
#include "run_end.hpp"
#include "sample_line.hpp"
#include "sample_plan.hpp"

namespace wipebench {

/// Reads the file of --compare: the printed lines of one survey, of which only the sample lines count.
/// Throws Refused when it cannot be read, holds anything that a survey does not print, or is of another plan.
std::vector<SampleFacts> readEarlierSurvey(const std::string& path, const SamplePlan& plan);

/// What two looks at the same place prove.
enum class SampleChange {
  unchanged,      // equal and not uniform: what lay there before lies there still
  changed,        // different
  uninformative,  // uniform of one byte before and the same now: proves nothing
  incomparable,   // unreadable then or now
};

SampleChange changeOf(const SampleFacts& before, const SampleFacts& now);

/// Counts the changes and prints the unchanged ranges.
class SurveyComparison {
 public:
  /// `before`: one for every sample of the plan, in its order.
  SurveyComparison(JsonLines& lines, std::vector<SampleFacts> before);

  /// The next sample of the plan.
  void add(const SampleFacts& now);

  std::uint64_t unchanged() const { return unchanged_; }

  void addSummary(RunEnd& end) const;

 private:
  JsonLines& lines_;
  std::vector<SampleFacts> before_;
  std::size_t next_ = 0;
  std::uint64_t unchanged_ = 0;
  std::uint64_t changed_ = 0;
  std::uint64_t uninformative_ = 0;
  std::uint64_t incomparable_ = 0;
};

}  // namespace wipebench
