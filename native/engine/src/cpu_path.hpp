// Which instruction set the hot loops of this run use: the fastest one of this CPU, or the one asked for with --cpu.
#pragma once

#include <string>
#include <string_view>

#include "aes256.hpp"
#include "uniform_bytes.hpp"

namespace wipebench {

/// Takes the path with this name for the rest of the run. False when this CPU has none of that name.
bool chooseCpuPath(std::string_view name);

const AesPath& chosenAesPath();
const UniformPath& chosenUniformPath();

/// "portable, aes-ni, vaes-256": for the sentence of a refusal.
std::string cpuPathNames();

}  // namespace wipebench
