#include "sample_plan.hpp"

#include <algorithm>

#include "multiply_divide.hpp"
#include "random_words.hpp"

namespace wipebench {
namespace {

constexpr std::uint64_t million = 1000000;

}  // namespace

SamplePlan planSamples(std::uint64_t sizeBytes, std::uint64_t logicalBlockBytes, const Key256& seed,
                       std::uint64_t subsectionsWanted, std::uint64_t perSubsectionWanted, std::uint64_t sharePpm) {
  const std::uint64_t blocks = (sizeBytes + logicalBlockBytes - 1) / logicalBlockBytes;
  const bool lastBlockIsPart = sizeBytes % logicalBlockBytes != 0;
  SamplePlan plan;
  plan.perSubsection = std::min(perSubsectionWanted, blocks);
  plan.subsections = std::min(subsectionsWanted, blocks / plan.perSubsection);

  const auto addBlocks = [&](std::uint64_t first, std::uint64_t count) {
    const std::uint64_t offset = first * logicalBlockBytes;
    const std::uint64_t length = std::min(count * logicalBlockBytes, sizeBytes - offset);
    plan.ranges.push_back({offset, length});
  };

  RandomWords random(seed, KeystreamDomain::samplePlan);
  std::vector<std::uint64_t> gaps(static_cast<std::size_t>(plan.perSubsection));
  std::uint64_t coveredEnd = 0;
  for (std::uint64_t index = 0; index < plan.subsections; ++index) {
    const std::uint64_t start = multiplyDivide(index, blocks, plan.subsections);
    const std::uint64_t length = multiplyDivide(index + 1, blocks, plan.subsections) - start;
    std::uint64_t taken = std::max(plan.perSubsection, multiplyDivideUp(length, sharePpm, million));
    if (lastBlockIsPart && index + 1 == plan.subsections) ++taken;
    taken = std::min(taken, length);
    for (std::uint64_t& gap : gaps) gap = random.below(length - taken + 1);
    std::sort(gaps.begin(), gaps.end());
    std::uint64_t before = 0;
    for (std::uint64_t sampleIndex = 0; sampleIndex < plan.perSubsection; ++sampleIndex) {
      const std::uint64_t sampleLength = multiplyDivide(sampleIndex + 1, taken, plan.perSubsection) -
                                         multiplyDivide(sampleIndex, taken, plan.perSubsection);
      const std::uint64_t first = start + gaps[static_cast<std::size_t>(sampleIndex)] + before;
      if (plan.ranges.empty() && first > 0) addBlocks(0, 1);
      addBlocks(first, sampleLength);
      before += sampleLength;
      coveredEnd = first + sampleLength;
    }
  }
  if (coveredEnd < blocks) addBlocks(blocks - 1, 1);
  for (const ByteRange& range : plan.ranges) plan.sampledBytes += range.length;
  plan.shareReachedPpm = multiplyDivide(plan.sampledBytes, million, sizeBytes);
  return plan;
}

}  // namespace wipebench
