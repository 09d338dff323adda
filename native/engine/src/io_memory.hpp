// Memory for direct I/O in 2 MiB pages where the system gives them: a request of a megabyte is then one piece of
// memory for the drive instead of 256.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace wipebench {

enum class PageKind { reservedHuge, transparentHuge, ordinary };

/// "reserved-huge" (MAP_HUGETLB), "transparent-huge" (madvise) or "ordinary".
std::string_view pageKindName(PageKind kind);

class IoMemory {
 public:
  IoMemory() = default;
  /// At least `sizeBytes`, aligned to 4096. Tries reserved huge pages (hugetlb, when the administrator set some aside),
  /// then transparent ones, then ordinary pages. Needs no privilege. Throws std::bad_alloc.
  explicit IoMemory(std::size_t sizeBytes);
  ~IoMemory();
  IoMemory(IoMemory&& other) noexcept;
  IoMemory& operator=(IoMemory&& other) noexcept;

  std::span<std::byte> bytes() const { return bytes_; }
  PageKind kind() const { return kind_; }

 private:
  std::span<std::byte> bytes_;
  PageKind kind_ = PageKind::ordinary;
};

}  // namespace wipebench
