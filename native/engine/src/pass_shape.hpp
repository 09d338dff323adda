// The shape of a pass by its command line and its drive.
#pragma once

#include <cstdint>
#include <vector>

#include "arguments.hpp"
#include "byte_range.hpp"
#include "device.hpp"
#include "json_lines.hpp"
#include "pacer.hpp"
#include "transfer_shape.hpp"

namespace wipebench {

/// A shape that was asked for is taken as it is; a held rate goes window by window; else the pass finds its own.
ShapeProbe shapeOfPass(const Arguments& arguments, const Device& device, const Pacer& pacer);

/// The same for ranges far apart: short ones get many small reads at once.
ShapeProbe shapeOfRanges(const Arguments& arguments, const Device& device, const Pacer& pacer,
                         const std::vector<ByteRange>& ranges);

/// What of the options belongs in `begin`.
void addShapeParameters(JsonObject& parameters, const Arguments& arguments);

}  // namespace wipebench
