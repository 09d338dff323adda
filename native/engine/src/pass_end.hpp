// The sentences with which a pass ends early, the same for writing and reading.
#pragma once

#include <cstdint>

#include "arguments.hpp"
#include "io.hpp"
#include "json_lines.hpp"
#include "run_end.hpp"
#include "split_transfer.hpp"

namespace wipebench {

/// What the end of a window means for the pass; `position`: everything before it is dealt with.
RunEnd passEnd(const WindowResult& result, const Arguments& arguments, Direction direction, std::uint64_t position,
               const JsonLines& lines);

}  // namespace wipebench
