// sample: a seeded choice of places is read and compared; with --list it is only printed.
#include "sample_plan.hpp"
#include "verbs.hpp"

namespace wipebench {

RunEnd sample(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::read);
  requireRecordedSize(device, arguments.sizeBytes);
  requireAligned(device, "--block-bytes", arguments.blockBytes);
  const SamplePlan plan =
      planSamples(arguments.sizeBytes, device.facts().logicalBlockBytes, arguments.planSeed, arguments.subsections,
                  arguments.perSubsection, arguments.sharePpm);

  JsonObject parameters = patternParameters(arguments);
  parameters.text("planSeed", hexOf(arguments.planSeed))
      .number("subsectionsWanted", arguments.subsections)
      .number("subsections", plan.subsections)
      .number("perSubsection", plan.perSubsection)
      .number("sharePpm", arguments.sharePpm)
      .boolean("list", arguments.list)
      .number("blockBytes", arguments.blockBytes)
      .number("retries", arguments.retries)
      .number("badLimit", arguments.badLimit)
      .number("mismatchLimit", arguments.mismatchLimit);
  if (arguments.maxRateBytesPerSecond) parameters.number("maxRateBytesPerSecond", *arguments.maxRateBytesPerSecond);
  printBegin(lines, arguments, device, parameters);

  RunEnd end;
  if (arguments.list) {
    for (const ByteRange& range : plan.ranges) {
      JsonObject line;
      line.text("type", "range").number("offsetBytes", range.offset).number("lengthBytes", range.length);
      lines.print(line);
    }
    end = {Outcome::completed, "", {}};
    end.summary.number("bytesRead", 0);
  } else {
    end = readAndCompare(arguments, lines, device, plan.ranges, 0);
  }
  end.summary.number("sampledBytes", plan.sampledBytes)
      .number("samples", plan.ranges.size())
      .number("subsections", plan.subsections)
      .number("shareReachedPpm", plan.shareReachedPpm);
  return end;
}

}  // namespace wipebench
