#include "cpu_path.hpp"

namespace wipebench {
namespace {

const AesPath* forcedAes = nullptr;
const UniformPath* forcedUniform = nullptr;

}  // namespace

bool chooseCpuPath(std::string_view name) {
  for (const AesPath& path : availableAesPaths()) {
    if (path.name != name) continue;
    forcedAes = &path;
    // A CPU that has no more than AES-NI has no AVX2 either.
    const bool old = name == "portable" || name == "aes-ni";
    forcedUniform = old ? &availableUniformPaths().front() : &availableUniformPaths().back();
    return true;
  }
  return false;
}

const AesPath& chosenAesPath() { return forcedAes != nullptr ? *forcedAes : availableAesPaths().back(); }

const UniformPath& chosenUniformPath() {
  return forcedUniform != nullptr ? *forcedUniform : availableUniformPaths().back();
}

std::string cpuPathNames() {
  std::string names;
  for (const AesPath& path : availableAesPaths()) {
    if (!names.empty()) names += ", ";
    names += path.name;
  }
  return names;
}

}  // namespace wipebench
