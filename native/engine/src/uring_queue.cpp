// io_uring by its three system calls (io_uring_setup(2), io_uring_enter(2), io_uring_register(2)): no library.
#include <atomic>
#include <cerrno>
#include <linux/io_uring.h>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "failures.hpp"
#include "transfer_queue.hpp"

// Younger than the oldest kernel headers this builds with; an older kernel answers EINVAL and is asked again without.
#ifndef IORING_SETUP_COOP_TASKRUN
#define IORING_SETUP_COOP_TASKRUN (1U << 8)
#endif
#ifndef IORING_SETUP_SINGLE_ISSUER
#define IORING_SETUP_SINGLE_ISSUER (1U << 12)
#endif

namespace wipebench {
namespace {

/// Shared memory of the ring.
class Mapping {
 public:
  Mapping(int ring, std::size_t sizeBytes, std::uint64_t offset)
      : sizeBytes_(sizeBytes),
        memory_(::mmap(nullptr, sizeBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
                       static_cast<off_t>(offset))) {}
  ~Mapping() {
    if (usable()) ::munmap(memory_, sizeBytes_);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  bool usable() const { return memory_ != MAP_FAILED; }

  template <typename Type>
  Type* at(std::uint32_t offset) const {
    return reinterpret_cast<Type*>(static_cast<std::byte*>(memory_) + offset);
  }

 private:
  std::size_t sizeBytes_;
  void* memory_;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

class UringQueue final : public TransferQueue {
 public:
  UringQueue(int ring, const io_uring_params& parameters, Direction direction)
      : ring_(ring),
        parameters_(parameters),
        submissions_(ring, parameters.sq_off.array + parameters.sq_entries * sizeof(std::uint32_t), IORING_OFF_SQ_RING),
        completions_(ring, parameters.cq_off.cqes + parameters.cq_entries * sizeof(io_uring_cqe), IORING_OFF_CQ_RING),
        entries_(ring, parameters.sq_entries * sizeof(io_uring_sqe), IORING_OFF_SQES),
        direction_(direction) {}

  ~UringQueue() override {
    // Closing the ring lets go of a registered file only some time later, from a worker of the kernel; until then the
    // drive would be busy for whoever opens it next.
    if (memory_.data() != nullptr) ask(IORING_UNREGISTER_BUFFERS, nullptr, 0);
    ask(IORING_UNREGISTER_FILES, nullptr, 0);
  }
  UringQueue(const UringQueue&) = delete;
  UringQueue& operator=(const UringQueue&) = delete;

  bool usable() const { return submissions_.usable() && completions_.usable() && entries_.usable(); }

  bool registerFile(int descriptor) { return ask(IORING_REGISTER_FILES, &descriptor, 1); }

  void push(std::uint64_t ticket, std::uint64_t offset, std::span<std::byte> bytes) override {
    io_uring_sqe& entry = freshEntry(ticket);
    const bool fixed = memory_.data() != nullptr && bytes.data() >= memory_.data() &&
                       bytes.data() + bytes.size() <= memory_.data() + memory_.size();
    if (direction_ == Direction::read) entry.opcode = fixed ? IORING_OP_READ_FIXED : IORING_OP_READ;
    if (direction_ == Direction::write) entry.opcode = fixed ? IORING_OP_WRITE_FIXED : IORING_OP_WRITE;
    entry.off = offset;
    entry.addr = reinterpret_cast<std::uint64_t>(bytes.data());
    entry.len = static_cast<std::uint32_t>(bytes.size());
    publish();
  }

  void pushFlush(std::uint64_t ticket) override {
    io_uring_sqe& entry = freshEntry(ticket);
    entry.opcode = IORING_OP_FSYNC;
    entry.fsync_flags = IORING_FSYNC_DATASYNC;
    publish();
  }

  void submit() override {
    const long submitted = ::syscall(__NR_io_uring_enter, ring_.number(), unsubmitted_, 0, 0, nullptr, 0);
    // Whatever hinders it hinders next(), too, which says so.
    if (submitted > 0) unsubmitted_ -= static_cast<std::uint32_t>(submitted);
  }

  std::optional<Completion> next() override {
    // What was pushed since the last call goes out at once, also when an answer is there already: the drive must not
    // wait for us.
    if (unsubmitted_ > 0 || !answered()) {
      const unsigned wanted = answered() ? 0 : 1;
      const long submitted =
          ::syscall(__NR_io_uring_enter, ring_.number(), unsubmitted_, wanted, IORING_ENTER_GETEVENTS, nullptr, 0);
      if (submitted < 0) {
        if (errno == EINTR) return std::nullopt;
        // The kernel is short of memory for a moment, or wants its answers read first.
        if (errno != EAGAIN && errno != EBUSY) {
          throw std::runtime_error("io_uring_enter failed: " + errnoWords(errno));
        }
      } else {
        unsubmitted_ -= static_cast<std::uint32_t>(submitted);
      }
      if (!answered()) return std::nullopt;
    }
    std::atomic_ref<std::uint32_t> head(*completions_.at<std::uint32_t>(parameters_.cq_off.head));
    const std::uint32_t mask = *completions_.at<std::uint32_t>(parameters_.cq_off.ring_mask);
    const std::uint32_t at = head.load(std::memory_order_relaxed);
    const io_uring_cqe& answer = completions_.at<io_uring_cqe>(parameters_.cq_off.cqes)[at & mask];
    const Completion completion{answer.user_data, answer.res};
    head.store(at + 1, std::memory_order_release);
    return completion;
  }

  void adopt(std::span<std::byte> memory) override {
    if (memory_.data() != nullptr) ask(IORING_UNREGISTER_BUFFERS, nullptr, 0);
    memory_ = {};
    const iovec buffer{memory.data(), memory.size()};
    // Refused where the limit of locked memory is low (RLIMIT_MEMLOCK); the transfers then name the memory each time.
    if (ask(IORING_REGISTER_BUFFERS, &buffer, 1)) memory_ = memory;
  }

 private:
  bool ask(unsigned operation, const void* argument, unsigned count) const {
    return ::syscall(__NR_io_uring_register, ring_.number(), operation, argument, count) == 0;
  }

  bool answered() const {
    const std::atomic_ref<std::uint32_t> tail(*completions_.at<std::uint32_t>(parameters_.cq_off.tail));
    return tail.load(std::memory_order_acquire) != *completions_.at<std::uint32_t>(parameters_.cq_off.head);
  }

  io_uring_sqe& freshEntry(std::uint64_t ticket) {
    const std::uint32_t mask = *submissions_.at<std::uint32_t>(parameters_.sq_off.ring_mask);
    const std::uint32_t tail = *submissions_.at<std::uint32_t>(parameters_.sq_off.tail);
    submissions_.at<std::uint32_t>(parameters_.sq_off.array)[tail & mask] = tail & mask;
    io_uring_sqe& entry = entries_.at<io_uring_sqe>(0)[tail & mask];
    entry = {};
    entry.fd = 0;
    entry.flags = IOSQE_FIXED_FILE;
    entry.user_data = ticket;
    return entry;
  }

  void publish() {
    std::atomic_ref<std::uint32_t> tail(*submissions_.at<std::uint32_t>(parameters_.sq_off.tail));
    tail.store(tail.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    ++unsubmitted_;
  }

  Descriptor ring_;
  io_uring_params parameters_;
  Mapping submissions_;
  Mapping completions_;
  Mapping entries_;
  Direction direction_;
  std::span<std::byte> memory_;
  std::uint32_t unsubmitted_ = 0;
};

}  // namespace

std::unique_ptr<TransferQueue> makeUringQueue(const Device& device, Direction direction) {
  for (const std::uint32_t flags : {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN, 0U}) {
    io_uring_params parameters{};
    parameters.flags = flags;
    const long ring = ::syscall(__NR_io_uring_setup, 2 * mostInFlight, &parameters);
    if (ring < 0) continue;
    auto queue = std::make_unique<UringQueue>(static_cast<int>(ring), parameters, direction);
    if (!queue->usable() || !queue->registerFile(device.descriptor())) return nullptr;
    return queue;
  }
  return nullptr;
}

}  // namespace wipebench
