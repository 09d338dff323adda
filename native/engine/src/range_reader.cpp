#include "range_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "io.hpp"
#include "stop_signal.hpp"

namespace wipebench {

RangeReader::RangeReader(const Arguments& arguments, JsonLines& lines, const Device& device, std::uint64_t totalBytes,
                         std::uint64_t startBytes, OnUnreadable onUnreadable, RangeListener listener)
    : arguments_(arguments),
      lines_(lines),
      device_(device),
      onUnreadable_(onUnreadable),
      listener_(std::move(listener)),
      pacer_(arguments.maxRateBytesPerSecond),
      windowBytes_(pacer_.windowBytes(arguments.blockBytes, device.unitBytes())),
      buffer_(static_cast<std::size_t>(windowBytes_)),
      badSectors_(lines, "read", device.facts().logicalBlockBytes, arguments.badLimit),
      progress_(lines, startBytes + totalBytes, startBytes),
      transfer_(device, Direction::read, arguments.sizeBytes, arguments.retries,
                {[this](std::uint64_t offset, std::span<const std::byte> bytes) {
                   bytesRead_ += bytes.size();
                   listener_.good(offset, bytes);
                 },
                 [this](std::uint64_t offset, std::uint64_t length, int error) {
                   return noteBad(offset, length, error);
                 },
                 [this](std::uint64_t) { progress_.update(tally()); }}),
      done_(startBytes) {
  if (device_.facts().direct) return;
  // Only clean pages can be dropped; what fails here fails again, visibly, in the reads.
  static_cast<void>(flushToMedium(device_));
  device_.dropCache(0, 0);
}

RunEnd RangeReader::read(const ByteRange& range) {
  std::uint64_t position = range.offset;
  const std::uint64_t rangeEnd = range.offset + range.length;
  while (position < rangeEnd) {
    if (stopRequested()) return stopped(position);
    std::uint64_t windowEnd = std::min(position / windowBytes_ * windowBytes_ + windowBytes_, rangeEnd);
    const std::uint64_t alignedEnd = windowEnd / device_.unitBytes() * device_.unitBytes();
    if (alignedEnd > position) windowEnd = alignedEnd;  // the odd end of a file is a window of its own
    const WindowResult result =
        transfer_.move(position, buffer_.first(static_cast<std::size_t>(windowEnd - position)));
    const std::uint64_t moved = result.reachedBytes - position;
    done_ += moved;
    position = result.reachedBytes;
    switch (result.end) {
      case WindowEnd::done: break;
      case WindowEnd::stopped: return stopped(position);
      case WindowEnd::tooManyBad:
        if (badSectors_.blockCount() > arguments_.badLimit) return tooManyBad(position);
        // The limit is not reached: noteBad() asked to leave this range.
        done_ += rangeEnd - position;
        position = rangeEnd;
        break;
      case WindowEnd::deviceLost: return {Outcome::deviceLost, result.reason, {}};
      case WindowEnd::fatal: return {Outcome::fault, result.reason, {}};
    }
    progress_.update(tally());
    pacer_.wait(moved, [this] { progress_.update(tally()); });
  }
  return {Outcome::completed, "", {}};
}

RunEnd RangeReader::finished() {
  badSectors_.flush();
  progress_.print(tally());
  if (device_.currentSizeBytes() == arguments_.sizeBytes && device_.sameDisk()) return {Outcome::completed, "", {}};
  return {Outcome::deviceLost,
          "After the pass the target no longer has its recorded size; it has shrunk, was replaced or is gone.", {}};
}

bool RangeReader::noteBad(std::uint64_t offset, std::uint64_t length, int error) {
  const bool withinLimit = badSectors_.add(offset, length, error);
  return withinLimit && onUnreadable_ == OnUnreadable::goOn;
}

RunEnd RangeReader::tooManyBad(std::uint64_t position) const {
  return {Outcome::tooManyBad,
          "More than " + std::to_string(arguments_.badLimit) + " blocks could not be read; the pass ended at byte " +
              std::to_string(position) + ".",
          {}};
}

RunEnd RangeReader::stopped(std::uint64_t position) const {
  const std::string why = lines_.closed() ? "nobody reads its output any more"
                                          : "signal " + std::to_string(stopSignalNumber()) + " asked for it";
  return {Outcome::stopped, "The pass stopped at byte " + std::to_string(position) + " because " + why + ".", {}};
}

}  // namespace wipebench
