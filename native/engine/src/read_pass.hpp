// Reads ranges of the drive, compares every byte with the pattern, lists what differs and what cannot be read.
#pragma once

#include <cstdint>
#include <vector>

#include "arguments.hpp"
#include "byte_range.hpp"
#include "device.hpp"
#include "json_lines.hpp"
#include "run_end.hpp"

namespace wipebench {

/// Without a pattern the bytes are only read. `ranges` ascend and do not overlap. Progress counts from `startBytes` to `startBytes` + the sum of the lengths.
/// The end is `completed` only when every byte was read and equal, and the size is still the recorded one.
RunEnd readAndCompare(const Arguments& arguments, JsonLines& lines, const Device& device,
                      const std::vector<ByteRange>& ranges, std::uint64_t startBytes);

}  // namespace wipebench
