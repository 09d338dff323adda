// One function per verb. Each prints its own `begin`; main prints `end`.
#pragma once

#include "arguments.hpp"
#include "device.hpp"
#include "json_lines.hpp"
#include "run_end.hpp"

namespace wipebench {

RunEnd overwrite(const Arguments& arguments, JsonLines& lines);
RunEnd verify(const Arguments& arguments, JsonLines& lines);
RunEnd scan(const Arguments& arguments, JsonLines& lines);
RunEnd sample(const Arguments& arguments, JsonLines& lines);
RunEnd survey(const Arguments& arguments, JsonLines& lines);
RunEnd canaryPlant(const Arguments& arguments, JsonLines& lines);
RunEnd canaryCheck(const Arguments& arguments, JsonLines& lines);

/// Prints the one probe line.
void probe(const Arguments& arguments, JsonLines& lines);

/// Prints the one peer line: who is at the other end of an inherited UNIX socket (SO_PEERCRED, unix(7)).
void peer(const Arguments& arguments, JsonLines& lines);

/// Runs the known-answer tests on every path of this CPU. False when one fails.
bool selftest(JsonLines& lines);

/// Prints the `begin` line of a verb: engine version, target facts, the parameters in `parameters`.
void printBegin(JsonLines& lines, const Arguments& arguments, const Device& device, const JsonObject& parameters);

/// "pattern" and, for the stream, "seed".
JsonObject patternParameters(const Arguments& arguments);

}  // namespace wipebench
