// verify: every byte of [--from, --size) is read and compared.
#include "read_pass.hpp"
#include "verbs.hpp"

namespace wipebench {

RunEnd verify(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::read);
  requireRecordedSize(device, arguments.sizeBytes);
  requireAligned(device, "--from", arguments.fromBytes);
  requireAligned(device, "--block-bytes", arguments.blockBytes);
  JsonObject parameters = patternParameters(arguments);
  parameters.number("fromBytes", arguments.fromBytes)
      .number("blockBytes", arguments.blockBytes)
      .number("retries", arguments.retries)
      .number("badLimit", arguments.badLimit)
      .number("mismatchLimit", arguments.mismatchLimit);
  if (arguments.maxRateBytesPerSecond) parameters.number("maxRateBytesPerSecond", *arguments.maxRateBytesPerSecond);
  printBegin(lines, arguments, device, parameters);
  return readAndCompare(arguments, lines, device, {{arguments.fromBytes, arguments.sizeBytes - arguments.fromBytes}},
                        arguments.fromBytes);
}

}  // namespace wipebench
