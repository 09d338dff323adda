#include "pass_shape.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include "failures.hpp"
#include "processor_crowd.hpp"
#include "window_pipeline.hpp"

namespace wipebench {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;

std::uint64_t onUnits(std::uint64_t bytes, std::uint64_t unit) { return std::max(bytes / unit * unit, unit); }

/// Nothing when the pass may find its shape itself.
std::optional<ShapeProbe> givenShape(const Arguments& arguments, const Device& device, const Pacer& pacer, bool uring) {
  const std::uint64_t unit = device.unitBytes();
  if (arguments.maxRateBytesPerSecond) {
    return ShapeProbe({Backend::blocking, pacer.windowBytes(arguments.blockBytes.value_or(mebibyte), unit), 1});
  }
  const std::uint64_t block = onUnits(arguments.blockBytes.value_or(mebibyte / 2), unit);
  if (!uring) {
    if (!device.facts().direct) return ShapeProbe({Backend::blocking, onUnits(arguments.blockBytes.value_or(mebibyte), unit), 1});
    if (arguments.blockBytes) return ShapeProbe({Backend::blocking, block, 1});
    return std::nullopt;
  }
  if (!arguments.blockBytes && !arguments.queueDepth) return std::nullopt;
  return ShapeProbe({Backend::ioUring, block, static_cast<std::uint32_t>(arguments.queueDepth.value_or(4))});
}

Work workOf(const Arguments& arguments) {
  if (arguments.verb != Verb::overwrite) return Work::read;
  return arguments.pattern.seed ? Work::writeMade : Work::writeSame;
}

bool wantsUring(const Arguments& arguments, const Device& device) {
  if (arguments.io == IoChoice::blocking) return false;
  const bool usable = uringUsable(device);
  if (arguments.io == IoChoice::ioUring && !usable) {
    throw Refused("Option --io asks for io_uring, which this kernel or this target does not offer.");
  }
  return usable;
}

ShapeProbe trying(bool uring, const Device& device, Work work) {
  const DeviceFacts& facts = device.facts();
  const auto crowd = std::make_shared<ProcessorCrowd>();
  return ShapeProbe::trying(uring, facts.rotational.value_or(false), facts.requestBytes.value_or(0), work,
                            [crowd] { return crowd->now(); });
}

}  // namespace

ShapeProbe shapeOfPass(const Arguments& arguments, const Device& device, const Pacer& pacer) {
  const bool uring = wantsUring(arguments, device);
  if (auto given = givenShape(arguments, device, pacer, uring)) return *given;
  return trying(uring, device, workOf(arguments));
}

ShapeProbe shapeOfRanges(const Arguments& arguments, const Device& device, const Pacer& pacer,
                         const std::vector<ByteRange>& ranges) {
  const bool uring = wantsUring(arguments, device);
  if (auto given = givenShape(arguments, device, pacer, uring)) return *given;
  std::uint64_t longest = 0;
  for (const ByteRange& range : ranges) longest = std::max(longest, range.length);
  // Long ranges are read like a whole pass, which finds its shape on the way.
  if (longest > 4 * mebibyte) return trying(uring, device, Work::read);
  return ShapeProbe(shapeForSamples(uring, longest, device.unitBytes()));
}

void addShapeParameters(JsonObject& parameters, const Arguments& arguments) {
  if (arguments.blockBytes) parameters.number("blockBytes", *arguments.blockBytes); else parameters.null("blockBytes");
  parameters.number("retries", arguments.retries)
      .number("badLimit", arguments.badLimit)
      .number("errorBudgetMs", arguments.errorBudgetMs);
}

}  // namespace wipebench
