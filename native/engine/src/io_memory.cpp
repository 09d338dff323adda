#include "io_memory.hpp"

#include <cstdint>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace wipebench {
namespace {

constexpr std::size_t hugePageBytes = std::size_t{2} << 20U;

std::byte* mapped(std::size_t sizeBytes, int moreFlags) {
  void* const memory =
      ::mmap(nullptr, sizeBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | moreFlags, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<std::byte*>(memory);
}

/// Memory on a 2 MiB boundary; what the kernel gave beyond it on both sides is handed back.
std::byte* mappedOnHugeBoundary(std::size_t sizeBytes) {
  std::byte* const wide = mapped(sizeBytes + hugePageBytes, 0);
  if (wide == nullptr) return nullptr;
  const std::size_t over = reinterpret_cast<std::uintptr_t>(wide) % hugePageBytes;
  const std::size_t before = over == 0 ? 0 : hugePageBytes - over;
  if (before > 0) ::munmap(wide, before);
  ::munmap(wide + before + sizeBytes, hugePageBytes - before);
  return wide + before;
}

/// False when transparent huge pages are switched off for the whole system; then madvise succeeds and does nothing.
bool transparentHugePagesAllowed() {
  const int file = ::open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char words[128] = {};
  const ssize_t length = ::read(file, words, sizeof(words) - 1);
  ::close(file);
  return length > 0 && std::string_view(words).find("[never]") == std::string_view::npos;
}

}  // namespace

std::string_view pageKindName(PageKind kind) {
  switch (kind) {
    case PageKind::reservedHuge: return "reserved-huge";
    case PageKind::transparentHuge: return "transparent-huge";
    case PageKind::ordinary: break;
  }
  return "ordinary";
}

IoMemory::IoMemory(std::size_t sizeBytes) {
  const std::size_t rounded = (sizeBytes + hugePageBytes - 1) / hugePageBytes * hugePageBytes;
  // MAP_POPULATE: with none set aside the mapping itself fails, instead of the first touch with a signal.
  if (std::byte* const memory = mapped(rounded, MAP_HUGETLB | MAP_POPULATE); memory != nullptr) {
    bytes_ = {memory, rounded};
    kind_ = PageKind::reservedHuge;
    return;
  }
  std::byte* const memory = mappedOnHugeBoundary(rounded);
  if (memory == nullptr) throw std::bad_alloc();
  bytes_ = {memory, rounded};
  if (transparentHugePagesAllowed() && ::madvise(memory, rounded, MADV_HUGEPAGE) == 0) {
    kind_ = PageKind::transparentHuge;
  }
}

IoMemory::~IoMemory() {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
}

IoMemory::IoMemory(IoMemory&& other) noexcept
    : bytes_(std::exchange(other.bytes_, {})), kind_(other.kind_) {}

IoMemory& IoMemory::operator=(IoMemory&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(kind_, other.kind_);
  return *this;
}

}  // namespace wipebench
