#include "canary_plan.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "failures.hpp"
#include "multiply_divide.hpp"
#include "random_words.hpp"

namespace wipebench {

std::uint64_t canaryBlockBytes(std::uint64_t logicalBlockBytes, std::uint64_t physicalBlockBytes) {
  return std::max(std::clamp<std::uint64_t>(physicalBlockBytes, 512, 4096), logicalBlockBytes);
}

namespace {

/// The blocks of the scattered layout, in [1, eligible].
std::set<std::uint64_t> scatteredSlots(std::uint64_t eligible, const Key256& seed, std::uint64_t count) {
  const std::uint64_t others = std::min(count - 2, eligible);
  std::set<std::uint64_t> slots;
  if (others == eligible) {
    for (std::uint64_t slot = 1; slot <= eligible; ++slot) slots.insert(slot);
  } else {
    RandomWords random(seed, KeystreamDomain::canaryPlaces);
    while (slots.size() < others) slots.insert(1 + random.below(eligible));
  }
  return slots;
}

/// One block of each part of [1, eligible], ascending.
std::vector<std::uint64_t> stratifiedSlots(std::uint64_t eligible, const Key256& seed, std::uint64_t parts) {
  std::vector<std::uint64_t> slots;
  RandomWords random(seed, KeystreamDomain::canaryParts);
  for (std::uint64_t index = 0; index < parts; ++index) {
    const std::uint64_t start = multiplyDivide(index, eligible, parts);
    const std::uint64_t length = multiplyDivide(index + 1, eligible, parts) - start;
    slots.push_back(1 + start + random.below(length));
  }
  return slots;
}

}  // namespace

CanaryPlan planCanaries(std::uint64_t sizeBytes, std::uint64_t blockBytes, const Key256& seed, std::uint64_t count,
                        CanaryLayout layout) {
  if (sizeBytes / 2 < blockBytes) {
    throw Refused("The target is too small for canaries: it needs at least " + std::to_string(2 * blockBytes) + " bytes.");
  }
  const std::uint64_t last = sizeBytes - blockBytes;
  const std::uint64_t eligible = last / blockBytes - 1;
  CanaryPlan plan;
  plan.blockBytes = blockBytes;
  const auto addSlots = [&](const auto& slots) {
    for (const std::uint64_t slot : slots) plan.offsets.push_back(slot * blockBytes);
  };
  plan.offsets.push_back(0);
  switch (layout) {
    case CanaryLayout::scattered: addSlots(scatteredSlots(eligible, seed, count)); break;
    case CanaryLayout::stratified:
      plan.parts = std::min(count, eligible);
      addSlots(stratifiedSlots(eligible, seed, plan.parts));
      break;
  }
  plan.offsets.push_back(last);
  return plan;
}

}  // namespace wipebench
