#include "processor_crowd.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace wipebench {

ProcessorCrowd::ProcessorCrowd()
    : descriptor_(::open("/proc/loadavg", O_RDONLY | O_CLOEXEC)), processors_(std::thread::hardware_concurrency()) {}

ProcessorCrowd::~ProcessorCrowd() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool ProcessorCrowd::now() const {
  std::array<char, 128> line{};
  if (descriptor_ < 0 || processors_ == 0 || ::pread(descriptor_, line.data(), line.size() - 1, 0) <= 0) return false;
  // "0.20 0.18 0.12 3/97 10423": what stands before the slash.
  const char* const slash = std::strchr(line.data(), '/');
  if (slash == nullptr) return false;
  const char* start = slash;
  while (start > line.data() && start[-1] >= '0' && start[-1] <= '9') --start;
  // Whoever looks now and then must not count: half as many again.
  return std::strtoul(start, nullptr, 10) > processors_ + std::max(1UL, processors_ / 2);
}

}  // namespace wipebench
