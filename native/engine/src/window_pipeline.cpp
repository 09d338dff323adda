#include "window_pipeline.hpp"

#include <string>

#include "cpu_path.hpp"
#include "stop_signal.hpp"

namespace wipebench {
namespace {

constexpr std::uint64_t flushTicket = UINT64_MAX;
constexpr std::uint64_t hugePageBytes = std::uint64_t{2} << 20U;

}  // namespace

bool uringUsable(const Device& device) {
  // Without O_DIRECT every transfer is a copy to or from the page cache, which a queue cannot hasten.
  return device.facts().direct && makeUringQueue(device, Direction::read) != nullptr;
}

WindowPipeline::WindowPipeline(const Device& device, Direction direction, std::uint64_t recordedSizeBytes,
                               ShapeProbe probe, bool sharedMemory, WindowOwner& owner)
    : device_(device),
      direction_(direction),
      recordedSizeBytes_(recordedSizeBytes),
      probe_(std::move(probe)),
      sharedMemory_(sharedMemory),
      owner_(owner) {}

WindowPipeline::~WindowPipeline() { drain(); }

WindowResult WindowPipeline::run() {
  std::optional<WindowResult> failure;
  while (!failure) {
    const bool stopping = stopRequested();
    if (!stopping) failure = refill();
    if (failure) break;
    if (entries_.empty()) {
      if (flushing_) {
        failure = take();
        continue;
      }
      if (stopping) return {WindowEnd::stopped, reached_, ""};
      if (alone_) {
        const Window window = *alone_;
        alone_.reset();
        failure = moveAlone(window);
        continue;
      }
      if (planned_) return {WindowEnd::done, reached_, ""};
      continue;  // the shape changes
    }
    failure = take();
    while (!failure && !entries_.empty() && entries_.front().state != State::inFlight) failure = settleFront();
  }
  drain();
  return *failure;
}

std::optional<WindowResult> WindowPipeline::refill() {
  if (reshaping_ && !applyDepth()) {
    if (!entries_.empty() || flushing_) return std::nullopt;
    applyShape();
  }
  // A window that takes long must not let the others run ahead without end.
  const std::size_t mostEntries = 4 * std::size_t{shape_.depth};
  while (!planned_ && !alone_ && inFlight_ < shape_.depth && !freeSlots_.empty() && entries_.size() < mostEntries) {
    const std::optional<Window> window = owner_.nextWindow(shape_.blockBytes);
    if (!window) {
      planned_ = true;
      break;
    }
    const ByteRange& place = window->place;
    if (!device_.fitsDirect(place.offset, place.length)) {
      alone_ = window;
      break;
    }
    // Asked before every window: writing past the end of a shrunken image file would silently grow it again, with a
    // hole nobody wrote.
    if (changed()) return deviceChanged(place.offset);
    const std::size_t slot = freeSlots_.back();
    freeSlots_.pop_back();
    entries_.push_back({*window, slot, State::inFlight});
    const std::span<std::byte> memory = memoryOf(entries_.back());
    const bool made = direction_ == Direction::write && !sharedMemory_;
    if (made) owner_.fill(*window, memory);
    queue_->push(firstTicket_ + entries_.size() - 1, place.offset, memory);
    // The drive does not wait for the making of the next window.
    if (made) queue_->submit();
    ++inFlight_;
  }
  return std::nullopt;
}

std::optional<WindowResult> WindowPipeline::take() {
  const std::optional<Completion> completion = queue_->next();
  if (!completion) return std::nullopt;
  if (completion->ticket == flushTicket) {
    flushing_ = false;
    if (owner_.flushed(static_cast<int>(-completion->result))) return std::nullopt;
    return WindowResult{WindowEnd::fatal, reached_, ""};
  }
  Entry& entry = entries_[static_cast<std::size_t>(completion->ticket - firstTicket_)];
  --inFlight_;
  const std::uint64_t length = entry.window.place.length;
  if (completion->result != static_cast<std::int64_t>(length)) {
    entry.state = State::failed;
    return std::nullopt;
  }
  entry.state = owner_.passes(entry.window, memoryOf(entry)) ? State::passed : State::look;
  if (entry.state == State::passed) freeSlots_.push_back(entry.slot);
  if (probe_.note(length, ShapeProbe::Clock::now())) reshaping_ = true;
  return std::nullopt;
}

std::optional<WindowResult> WindowPipeline::settleFront() {
  const Entry entry = entries_.front();
  const std::uint64_t end = entry.window.place.offset + entry.window.place.length;
  if (entry.state == State::look) owner_.look(entry.window, memoryOf(entry));
  if (entry.state == State::failed) {
    ++movedAgain_;
    const WindowResult result = owner_.recover(entry.window, memoryOf(entry));
    reached_ = result.reachedBytes;
    if (result.end != WindowEnd::done) return result;
  }
  if (entry.state != State::passed) freeSlots_.push_back(entry.slot);
  reached_ = end;
  entries_.pop_front();
  ++firstTicket_;
  owner_.settled(entry.window, entry.state == State::passed);
  return std::nullopt;
}

std::optional<WindowResult> WindowPipeline::moveAlone(const Window& window) {
  // The odd end of an image file, or a target without direct I/O: nothing else is in flight.
  const std::span<std::byte> memory = memory_.bytes().first(static_cast<std::size_t>(window.place.length));
  if (direction_ == Direction::write && !sharedMemory_) owner_.fill(window, memory);
  const WindowResult result = owner_.recover(window, memory);
  reached_ = result.reachedBytes;
  if (result.end != WindowEnd::done) return result;
  owner_.settled(window, false);
  return std::nullopt;
}

void WindowPipeline::requestFlush() {
  flushing_ = true;
  queue_->pushFlush(flushTicket);
}

bool WindowPipeline::applyDepth() {
  const Shape wanted = probe_.shape();
  if (!queue_ || !sharedMemory_ || wanted.backend != shape_.backend || wanted.blockBytes != shape_.blockBytes) return false;
  // All windows are written from the same place: a slot is a number without memory of its own.
  for (std::size_t slot = shape_.depth; slot < wanted.depth; ++slot) freeSlots_.push_back(slot);
  shape_ = wanted;
  reshaping_ = false;
  probe_.begun();
  return true;
}

void WindowPipeline::applyShape() {
  const Shape wanted = probe_.shape();
  const std::uint64_t neededBytes = sharedMemory_ ? wanted.blockBytes : wanted.inFlightBytes();
  // What a trial took beyond the shape that was chosen is handed back.
  const bool otherMemory = memory_.bytes().size() < neededBytes || memory_.bytes().size() > 2 * neededBytes + hugePageBytes;
  if (!queue_ || wanted.backend != shape_.backend || otherMemory) {
    queue_.reset();
    if (wanted.backend == Backend::ioUring) queue_ = makeUringQueue(device_, direction_);
    if (!queue_) queue_ = makeBlockingQueue(device_, direction_);
  }
  shape_ = wanted;
  if (otherMemory) {
    memory_ = IoMemory();
    memory_ = IoMemory(static_cast<std::size_t>(neededBytes));
  }
  const std::span<std::byte> used = memory_.bytes().first(static_cast<std::size_t>(neededBytes));
  if (sharedMemory_) owner_.fill({{0, used.size()}}, used);
  queue_->adopt(used);
  freeSlots_.clear();
  for (std::size_t slot = shape_.depth; slot > 0; --slot) freeSlots_.push_back(slot - 1);
  reshaping_ = false;
  probe_.begun();
}

void WindowPipeline::drain() {
  while (inFlight_ > 0 || flushing_) {
    const std::optional<Completion> completion = queue_->next();
    if (!completion) continue;
    if (completion->ticket == flushTicket) flushing_ = false; else --inFlight_;
  }
  entries_.clear();
}

std::span<std::byte> WindowPipeline::memoryOf(const Entry& entry) const {
  const std::size_t from = sharedMemory_ ? 0 : entry.slot * static_cast<std::size_t>(shape_.blockBytes);
  return memory_.bytes().subspan(from, static_cast<std::size_t>(entry.window.place.length));
}

WindowResult WindowPipeline::deviceChanged(std::uint64_t offset) const {
  return {WindowEnd::deviceLost, offset,
          "The size of the target is no longer the recorded one at byte " + std::to_string(offset) +
              "; it has shrunk, was replaced or is gone."};
}

JsonObject WindowPipeline::toJson() const {
  JsonObject json = probe_.toJson();
  json.number("movedAgain", movedAgain_).text("memory", pageKindName(memory_.kind())).text("cpuPath", chosenAesPath().name);
  return json;
}

}  // namespace wipebench
