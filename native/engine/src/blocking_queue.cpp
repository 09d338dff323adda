#include <cerrno>
#include <deque>
#include <unistd.h>

#include "transfer_queue.hpp"

namespace wipebench {
namespace {

class BlockingQueue final : public TransferQueue {
 public:
  BlockingQueue(const Device& device, Direction direction) : device_(device), direction_(direction) {}

  void push(std::uint64_t ticket, std::uint64_t offset, std::span<std::byte> bytes) override {
    const auto place = static_cast<off_t>(offset);
    const ssize_t count = direction_ == Direction::read
                              ? ::pread(device_.descriptor(), bytes.data(), bytes.size(), place)
                              : ::pwrite(device_.descriptor(), bytes.data(), bytes.size(), place);
    done_.push_back({ticket, count < 0 ? -errno : count});
  }

  void pushFlush(std::uint64_t ticket) override { done_.push_back({ticket, -flushToMedium(device_)}); }

  void submit() override {}

  std::optional<Completion> next() override {
    const Completion completion = done_.front();
    done_.pop_front();
    return completion;
  }

  void adopt(std::span<std::byte>) override {}

 private:
  const Device& device_;
  Direction direction_;
  std::deque<Completion> done_;
};

}  // namespace

std::string_view backendName(Backend backend) { return backend == Backend::ioUring ? "io_uring" : "blocking"; }

std::unique_ptr<TransferQueue> makeBlockingQueue(const Device& device, Direction direction) {
  return std::make_unique<BlockingQueue>(device, direction);
}

}  // namespace wipebench
