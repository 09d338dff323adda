#include "range_reader.hpp"

#include <utility>

#include "io.hpp"
#include "pass_end.hpp"
#include "pass_shape.hpp"

namespace wipebench {

RangeReader::RangeReader(const Arguments& arguments, JsonLines& lines, const Device& device,
                         const std::vector<ByteRange>& ranges, std::uint64_t startBytes, OnUnreadable onUnreadable,
                         RangeListener listener)
    : arguments_(arguments),
      lines_(lines),
      device_(device),
      onUnreadable_(onUnreadable),
      listener_(std::move(listener)),
      pacer_(arguments.maxRateBytesPerSecond),
      badSectors_(lines, "read", device.facts().logicalBlockBytes, arguments.badLimit),
      progress_(lines, startBytes + totalLength(ranges), startBytes),
      transfer_(device, Direction::read, arguments.sizeBytes, arguments.retries,
                std::chrono::milliseconds(arguments.errorBudgetMs),
                {[this](std::uint64_t offset, std::span<const std::byte> bytes) {
                   bytesRead_ += bytes.size();
                   if (!listener_.passes || !listener_.passes(offset, bytes)) listener_.look(offset, bytes);
                 },
                 [this](std::uint64_t offset, std::uint64_t length, int error) {
                   return noteBad(offset, length, error);
                 },
                 [this](std::uint64_t) { progress_.update(tally()); }}),
      cutter_(ranges, device.unitBytes()),
      position_(startBytes),
      done_(startBytes),
      pipeline_(device, Direction::read, arguments.sizeBytes, shapeOfRanges(arguments, device, pacer_, ranges), false,
                *this) {
  if (device_.facts().direct) return;
  // Only clean pages can be dropped; what fails here fails again, visibly, in the reads.
  static_cast<void>(flushToMedium(device_));
  device_.dropCache(0, 0);
}

RunEnd RangeReader::run() {
  RunEnd end = passEnd(pipeline_.run(), arguments_, Direction::read, position_, lines_);
  if (end.outcome != Outcome::completed) return end;
  badSectors_.flush();
  progress_.print(tally());
  if (device_.currentSizeBytes() == arguments_.sizeBytes && device_.sameDisk()) return end;
  return {Outcome::deviceLost,
          "After the pass the target no longer has its recorded size; it has shrunk, was replaced or is gone.", {}};
}

bool RangeReader::passes(const Window& window, std::span<const std::byte> bytes) {
  return listener_.passes && listener_.passes(window.place.offset, bytes);
}

void RangeReader::look(const Window& window, std::span<const std::byte> bytes) {
  if (leftRange_ == window.range) return;
  bytesRead_ += bytes.size();
  listener_.look(window.place.offset, bytes);
}

WindowResult RangeReader::recover(const Window& window, std::span<std::byte> memory) {
  const std::uint64_t end = window.place.offset + window.place.length;
  if (leftRange_ == window.range) return {WindowEnd::done, end, ""};
  WindowResult result = transfer_.move(window.place.offset, memory);
  position_ = result.reachedBytes;
  if (result.end == WindowEnd::tooManyBad && badSectors_.blockCount() <= arguments_.badLimit) {
    // The limit is not reached: noteBad() asked to leave this range.
    leftRange_ = window.range;
    result = {WindowEnd::done, end, ""};
  }
  return result;
}

void RangeReader::settled(const Window& window, bool whole) {
  if (whole && leftRange_ != window.range) bytesRead_ += window.place.length;
  done_ += window.place.length;
  position_ = window.place.offset + window.place.length;
  if (window.endsRange && listener_.rangeEnded) listener_.rangeEnded(window.range);
  progress_.update(tally());
  pacer_.wait(window.place.length, [this] { progress_.update(tally()); });
}

void RangeReader::addSummary(JsonObject& summary) const {
  summary.number("errorMs", static_cast<std::uint64_t>(transfer_.spent().count()))
      .number("elapsedMs", progress_.elapsedMs())
      .object("io", pipeline_.toJson());
}

bool RangeReader::noteBad(std::uint64_t offset, std::uint64_t length, int error) {
  const bool withinLimit = badSectors_.add(offset, length, error);
  return withinLimit && onUnreadable_ == OnUnreadable::goOn;
}

}  // namespace wipebench
