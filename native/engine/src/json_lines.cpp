#include "json_lines.hpp"

#include <cerrno>
#include <cstddef>
#include <unistd.h>

#include "stop_signal.hpp"

namespace wipebench {
namespace {

/// Length of the well-formed UTF-8 sequence at `text[at]` (RFC 3629), 0 when there is none.
std::size_t utf8Length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const auto continues = [&](std::size_t index) { return index < text.size() && (byte(index) & 0xC0U) == 0x80U; };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(at + 1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!continues(at + 1) || !continues(at + 2)) return 0;
    const unsigned char second = byte(at + 1);
    if (lead == 0xE0 && second < 0xA0) return 0;
    if (lead == 0xED && second > 0x9F) return 0;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!continues(at + 1) || !continues(at + 2) || !continues(at + 3)) return 0;
    const unsigned char second = byte(at + 1);
    if (lead == 0xF0 && second < 0x90) return 0;
    if (lead == 0xF4 && second > 0x8F) return 0;
    return 4;
  }
  return 0;
}

void appendQuoted(std::string& out, std::string_view text) {
  static constexpr char hexDigits[] = "0123456789abcdef";
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += static_cast<char>(byte);
      ++at;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hexDigits[byte >> 4U];
      out += hexDigits[byte & 0xFU];
      ++at;
    } else if (const std::size_t length = utf8Length(text, at); length > 0) {
      out.append(text.substr(at, length));
      at += length;
    } else {
      out += "\\ufffd";
      ++at;
    }
  }
  out += '"';
}

}  // namespace

void JsonObject::key(std::string_view name) {
  if (!members_.empty()) members_ += ',';
  appendQuoted(members_, name);
  members_ += ':';
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  key(name);
  appendQuoted(members_, value);
  return *this;
}

JsonObject& JsonObject::number(std::string_view name, std::uint64_t value) {
  key(name);
  members_ += std::to_string(value);
  return *this;
}

JsonObject& JsonObject::signedNumber(std::string_view name, std::int64_t value) {
  key(name);
  members_ += std::to_string(value);
  return *this;
}

JsonObject& JsonObject::boolean(std::string_view name, bool value) {
  key(name);
  members_ += value ? "true" : "false";
  return *this;
}

JsonObject& JsonObject::null(std::string_view name) {
  key(name);
  members_ += "null";
  return *this;
}

JsonObject& JsonObject::object(std::string_view name, const JsonObject& value) {
  key(name);
  members_ += value.toString();
  return *this;
}

JsonObject& JsonObject::numbers(std::string_view name, const std::vector<std::uint64_t>& values) {
  key(name);
  members_ += '[';
  for (std::size_t index = 0; index < values.size(); ++index) {
    if (index > 0) members_ += ',';
    members_ += std::to_string(values[index]);
  }
  members_ += ']';
  return *this;
}

JsonObject& JsonObject::objects(std::string_view name, const std::vector<JsonObject>& values) {
  key(name);
  members_ += '[';
  for (std::size_t index = 0; index < values.size(); ++index) {
    if (index > 0) members_ += ',';
    members_ += values[index].toString();
  }
  members_ += ']';
  return *this;
}

JsonObject& JsonObject::merge(const JsonObject& other) {
  if (!members_.empty() && !other.members_.empty()) members_ += ',';
  members_ += other.members_;
  return *this;
}

std::string JsonObject::toString() const {
  std::string text;
  text.reserve(members_.size() + 2);
  text += '{';
  text += members_;
  text += '}';
  return text;
}

void JsonLines::print(const JsonObject& line) {
  if (closed_) return;
  const std::string bytes = line.toString() + "\n";
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t count = ::write(STDOUT_FILENO, bytes.data() + written, bytes.size() - written);
    if (count > 0) {
      written += static_cast<std::size_t>(count);
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) {
      // The parent made the pipe non-blocking: wait for room instead of losing the line.
      ::usleep(2000);
      continue;
    }
    closed_ = true;
    requestStop();
    return;
  }
}

}  // namespace wipebench
