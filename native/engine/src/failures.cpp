#include "failures.hpp"

#include <cstring>

namespace wipebench {

std::string errnoSymbol(int error) {
  const char* const name = ::strerrorname_np(error);
  return name != nullptr ? std::string(name) : "E" + std::to_string(error);
}

std::string errnoWords(int error) {
  const char* const words = ::strerrordesc_np(error);
  return (words != nullptr ? std::string(words) : std::string("unknown error")) + " (" + errnoSymbol(error) + ")";
}

}  // namespace wipebench
