// Transfers handed to the kernel and taken back when they are done: by io_uring where the kernel has it, else one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "device.hpp"
#include "io.hpp"

namespace wipebench {

enum class Backend { ioUring, blocking };

/// "io_uring" or "blocking".
std::string_view backendName(Backend backend);

/// What became of one request.
struct Completion {
  std::uint64_t ticket = 0;
  /// Bytes moved, or minus the errno. Fewer bytes than asked for is not an error yet: the owner tries again.
  std::int64_t result = 0;
};

/// Holds requests in flight. Not thread-safe. Destroyed only when nothing is in flight, else it waits.
class TransferQueue {
 public:
  virtual ~TransferQueue() = default;

  /// Hands over one transfer. The memory must stay until its completion was taken.
  virtual void push(std::uint64_t ticket, std::uint64_t offset, std::span<std::byte> bytes) = 0;

  /// Hands over fdatasync; it covers every write whose completion was taken before.
  virtual void pushFlush(std::uint64_t ticket) = 0;

  /// What was pushed goes out now and not with the next next(). A hint: what the kernel cannot take yet goes out then.
  virtual void submit() = 0;

  /// The next completion, in the order in which they happen. Nothing when a signal came in between.
  virtual std::optional<Completion> next() = 0;

  /// Tells the kernel that the requests will use this memory; a hint, where it is refused nothing changes.
  virtual void adopt(std::span<std::byte> memory) = 0;
};

/// The most requests that can be in flight, a flush not counted.
constexpr std::uint32_t mostInFlight = 64;

/// Null when this kernel or its settings have no io_uring (kernel.io_uring_disabled, a seccomp filter, before 5.6).
std::unique_ptr<TransferQueue> makeUringQueue(const Device& device, Direction direction);

/// pread, pwrite and fdatasync; each is done when push() comes back.
std::unique_ptr<TransferQueue> makeBlockingQueue(const Device& device, Direction direction);

}  // namespace wipebench
