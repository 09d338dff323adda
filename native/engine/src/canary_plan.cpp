#include "canary_plan.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "failures.hpp"
#include "random_words.hpp"

namespace wipebench {

std::uint64_t canaryBlockBytes(std::uint64_t logicalBlockBytes, std::uint64_t physicalBlockBytes) {
  return std::max(std::clamp<std::uint64_t>(physicalBlockBytes, 512, 4096), logicalBlockBytes);
}

CanaryPlan planCanaries(std::uint64_t sizeBytes, std::uint64_t blockBytes, const Key256& seed, std::uint64_t count) {
  if (sizeBytes / 2 < blockBytes) {
    throw Refused("The target is too small for canaries: it needs at least " + std::to_string(2 * blockBytes) + " bytes.");
  }
  const std::uint64_t last = sizeBytes - blockBytes;
  const std::uint64_t eligible = last / blockBytes - 1;
  const std::uint64_t others = std::min(count - 2, eligible);
  std::set<std::uint64_t> slots;
  if (others == eligible) {
    for (std::uint64_t slot = 1; slot <= eligible; ++slot) slots.insert(slot);
  } else {
    RandomWords random(seed, KeystreamDomain::canaryPlaces);
    while (slots.size() < others) slots.insert(1 + random.below(eligible));
  }
  CanaryPlan plan;
  plan.blockBytes = blockBytes;
  plan.offsets.push_back(0);
  for (const std::uint64_t slot : slots) plan.offsets.push_back(slot * blockBytes);
  plan.offsets.push_back(last);
  return plan;
}

}  // namespace wipebench
