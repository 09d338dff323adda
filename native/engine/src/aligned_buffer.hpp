// Page-aligned memory for direct I/O, on 2 MiB boundaries so the kernel may back it with huge pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

#include <sys/mman.h>

namespace wipebench {

class AlignedBuffer {
 public:
  explicit AlignedBuffer(std::size_t sizeBytes) : sizeBytes_(sizeBytes) {
    constexpr std::size_t hugePageBytes = std::size_t{2} << 20U;
    const std::size_t alignment = sizeBytes >= hugePageBytes / 2 ? hugePageBytes : 4096;
    const std::size_t rounded = (sizeBytes + alignment - 1) / alignment * alignment;
    memory_.reset(static_cast<std::byte*>(std::aligned_alloc(alignment, rounded)));
    if (!memory_) throw std::bad_alloc();
    if (alignment == hugePageBytes) ::madvise(memory_.get(), rounded, MADV_HUGEPAGE);
  }

  std::span<std::byte> first(std::size_t count) { return {memory_.get(), count}; }
  std::size_t sizeBytes() const { return sizeBytes_; }

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t sizeBytes_;
};

}  // namespace wipebench
