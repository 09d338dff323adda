// One line of a survey: what one sample of the drive holds.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "byte_range.hpp"
#include "json_lines.hpp"
#include "sha256.hpp"

namespace wipebench {

struct SampleFacts {
  ByteRange range;
  /// The byte all of the sample is equal to.
  std::optional<std::byte> uniform;
  /// Nothing when the sample could not be read.
  std::optional<Sha256Digest> digest;
};

JsonObject sampleLine(const SampleFacts& facts);

/// Reads a line that sampleLine() printed, to the byte. Nothing for any other text.
std::optional<SampleFacts> parseSampleLine(std::string_view line);

}  // namespace wipebench
