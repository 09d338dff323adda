#include "earlier_survey.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "failures.hpp"

namespace wipebench {
namespace {

/// Far longer than any line a survey prints.
constexpr std::size_t longestLine = 65536;

[[noreturn]] void refuse(const std::string& what) {
  throw Refused("The earlier survey " + what + "; nothing was compared.");
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

File openRegular(const std::string& path) {
  // Not blocking: opening a pipe that nobody writes would wait for ever.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor < 0) refuse("cannot be opened: " + errnoWords(errno));
  File file(::fdopen(descriptor, "r"));
  if (!file) {
    const int error = errno;
    ::close(descriptor);
    refuse("cannot be opened: " + errnoWords(error));
  }
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) refuse("is not a regular file");
  return file;
}

/// False at the end of the file.
bool readLine(std::FILE* file, std::string& line) {
  line.clear();
  for (int next = std::fgetc(file); next != EOF; next = std::fgetc(file)) {
    if (next == '\n') return true;
    line += static_cast<char>(next);
    if (line.size() > longestLine) refuse("holds a line that is too long");
  }
  if (std::ferror(file) != 0) refuse("cannot be read to its end");
  return !line.empty();
}

/// The lines of a survey that are not about a sample.
bool isOtherLine(const std::string& line) {
  for (const char* const type : {"begin", "progress", "bad-range", "unchanged", "end"}) {
    if (line.starts_with("{\"type\":\"" + std::string(type) + "\",") && line.ends_with('}')) return true;
  }
  return false;
}

bool sameRange(const ByteRange& one, const ByteRange& other) {
  return one.offset == other.offset && one.length == other.length;
}

}  // namespace

std::vector<SampleFacts> readEarlierSurvey(const std::string& path, const SamplePlan& plan) {
  const File file = openRegular(path);
  std::vector<SampleFacts> samples;
  std::string line;
  for (std::uint64_t number = 1; readLine(file.get(), line); ++number) {
    if (isOtherLine(line)) continue;
    const std::optional<SampleFacts> facts = parseSampleLine(line);
    if (!facts) refuse("holds something else in line " + std::to_string(number));
    if (samples.size() == plan.ranges.size() || !sameRange(facts->range, plan.ranges[samples.size()])) {
      refuse("is of another plan or size (line " + std::to_string(number) + ")");
    }
    samples.push_back(*facts);
  }
  if (samples.size() != plan.ranges.size()) {
    refuse("holds " + std::to_string(samples.size()) + " of the " + std::to_string(plan.ranges.size()) +
           " samples of this plan");
  }
  return samples;
}

SampleChange changeOf(const SampleFacts& before, const SampleFacts& now) {
  if (!before.digest || !now.digest) return SampleChange::incomparable;
  if (before.digest != now.digest) return SampleChange::changed;
  // Both must say so: a record that contradicts what is read now proves nothing in our favour.
  return before.uniform && now.uniform ? SampleChange::uninformative : SampleChange::unchanged;
}

SurveyComparison::SurveyComparison(JsonLines& lines, std::vector<SampleFacts> before)
    : lines_(lines), before_(std::move(before)) {}

void SurveyComparison::add(const SampleFacts& now) {
  switch (changeOf(before_.at(next_++), now)) {
    case SampleChange::unchanged: {
      ++unchanged_;
      JsonObject line;
      line.text("type", "unchanged").number("offsetBytes", now.range.offset).number("lengthBytes", now.range.length);
      lines_.print(line);
      break;
    }
    case SampleChange::changed: ++changed_; break;
    case SampleChange::uninformative: ++uninformative_; break;
    case SampleChange::incomparable: ++incomparable_; break;
  }
}

void SurveyComparison::addSummary(RunEnd& end) const {
  end.summary.number("unchangedSamples", unchanged_)
      .number("changedSamples", changed_)
      .number("uninformativeSamples", uninformative_)
      .number("incomparableSamples", incomparable_);
}

}  // namespace wipebench
