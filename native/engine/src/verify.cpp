// verify: every byte of [--from, --size) is read and compared; scan: only read.
#include "pass_shape.hpp"
#include "read_pass.hpp"
#include "verbs.hpp"

#include <utility>

namespace wipebench {

namespace {

RunEnd readAll(const Arguments& arguments, JsonLines& lines, JsonObject parameters) {
  const Device device(arguments, Access::read);
  requireRecordedSize(device, arguments.sizeBytes);
  requireAligned(device, "--from", arguments.fromBytes);
  requireAligned(device, "--block-bytes", arguments.blockBytes.value_or(0));
  parameters.number("fromBytes", arguments.fromBytes);
  addShapeParameters(parameters, arguments);
  if (arguments.maxRateBytesPerSecond) parameters.number("maxRateBytesPerSecond", *arguments.maxRateBytesPerSecond);
  printBegin(lines, arguments, device, parameters);
  return readAndCompare(arguments, lines, device, {{arguments.fromBytes, arguments.sizeBytes - arguments.fromBytes}},
                        arguments.fromBytes);
}

}  // namespace

RunEnd verify(const Arguments& arguments, JsonLines& lines) {
  JsonObject parameters = patternParameters(arguments);
  parameters.number("mismatchLimit", arguments.mismatchLimit);
  return readAll(arguments, lines, std::move(parameters));
}

RunEnd scan(const Arguments& arguments, JsonLines& lines) { return readAll(arguments, lines, {}); }

}  // namespace wipebench
