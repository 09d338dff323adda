// Keeps the drive busy: windows of a pass in flight, the next handed over as soon as one is done, and still everything
// reported in ascending order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "byte_range.hpp"
#include "device.hpp"
#include "io_memory.hpp"
#include "split_transfer.hpp"
#include "transfer_queue.hpp"
#include "transfer_shape.hpp"

namespace wipebench {

/// One transfer of the pass.
struct Window {
  ByteRange place;
  /// Which range of the pass it belongs to, and whether that ends with it.
  std::size_t range = 0;
  bool endsRange = true;
};

/// The pass that the windows belong to. All but nextWindow(), fill() and passes() are called in ascending order.
class WindowOwner {
 public:
  virtual ~WindowOwner() = default;

  /// The next window of at most `mostBytes`, ascending; nothing when the pass is at its end.
  virtual std::optional<Window> nextWindow(std::uint64_t mostBytes) = 0;

  /// Writing: puts what is to be written into `memory`.
  virtual void fill(const Window& window, std::span<std::byte> memory) = 0;

  /// The whole window was moved. True when there is nothing to be said about these bytes; called in any order.
  virtual bool passes(const Window& window, std::span<const std::byte> bytes) = 0;

  /// A moved window that did not pass.
  virtual void look(const Window& window, std::span<const std::byte> bytes) = 0;

  /// The window could not be moved in one piece. `done` when it is dealt with.
  virtual WindowResult recover(const Window& window, std::span<std::byte> memory) = 0;

  /// The window is dealt with; `whole`: it was moved in one piece and passed.
  virtual void settled(const Window& window, bool whole) = 0;

  /// A flush asked for with requestFlush() ended; 0 or its errno. False ends the pass.
  virtual bool flushed(int error) = 0;
};

class WindowPipeline {
 public:
  /// `sharedMemory`: writing, and every window has the same content, which fill() is asked for once a shape.
  WindowPipeline(const Device& device, Direction direction, std::uint64_t recordedSizeBytes, ShapeProbe probe,
                 bool sharedMemory, WindowOwner& owner);
  /// Waits for what is in flight: the kernel still uses the memory.
  ~WindowPipeline();
  WindowPipeline(const WindowPipeline&) = delete;
  WindowPipeline& operator=(const WindowPipeline&) = delete;

  /// Runs to the end of the pass, a stop or a failure. Nothing is in flight afterwards.
  WindowResult run();

  /// Asks for fdatasync of all that is settled now. At most one at a time.
  void requestFlush();
  bool flushInFlight() const { return flushing_; }

  /// For the `end` line: the shape, the trials, the kind of memory and the CPU path.
  JsonObject toJson() const;

 private:
  enum class State { inFlight, passed, look, failed };
  struct Entry {
    Window window;
    std::size_t slot;
    State state;
  };

  std::optional<WindowResult> refill();
  std::optional<WindowResult> settleFront();
  std::optional<WindowResult> moveAlone(const Window& window);
  std::optional<WindowResult> take();
  /// True when only the number at once is another one and nothing that is in flight need end first.
  bool applyDepth();
  void applyShape();
  void drain();
  std::span<std::byte> memoryOf(const Entry& entry) const;
  WindowResult deviceChanged(std::uint64_t offset) const;
  bool changed() const { return device_.currentSizeBytes() != recordedSizeBytes_ || !device_.sameDisk(); }

  const Device& device_;
  Direction direction_;
  std::uint64_t recordedSizeBytes_;
  ShapeProbe probe_;
  bool sharedMemory_;
  WindowOwner& owner_;
  Shape shape_;
  IoMemory memory_;
  std::unique_ptr<TransferQueue> queue_;
  std::deque<Entry> entries_;
  std::uint64_t firstTicket_ = 0;
  std::vector<std::size_t> freeSlots_;
  std::uint32_t inFlight_ = 0;
  std::optional<Window> alone_;
  bool planned_ = false;
  bool reshaping_ = true;
  bool flushing_ = false;
  std::uint64_t reached_ = 0;
  std::uint64_t movedAgain_ = 0;
};

/// True when this kernel gives us io_uring on this device.
bool uringUsable(const Device& device);

}  // namespace wipebench
