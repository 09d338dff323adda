// JSON lines on stdout: one object per line, written whole, never buffered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wipebench {

/// Builds one JSON object in the order of the calls. Strings are escaped; bytes that are not UTF-8 become U+FFFD.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value);
  JsonObject& number(std::string_view key, std::uint64_t value);
  JsonObject& signedNumber(std::string_view key, std::int64_t value);
  JsonObject& boolean(std::string_view key, bool value);
  JsonObject& null(std::string_view key);
  JsonObject& object(std::string_view key, const JsonObject& value);
  JsonObject& numbers(std::string_view key, const std::vector<std::uint64_t>& values);
  JsonObject& objects(std::string_view key, const std::vector<JsonObject>& values);
  /// Adds all members of `other` at this place.
  JsonObject& merge(const JsonObject& other);

  std::string toString() const;

 private:
  void key(std::string_view name);
  std::string members_;
};

/// Writes lines to stdout. A reader that went away (EPIPE, EBADF) asks for a stop; later lines are dropped.
class JsonLines {
 public:
  void print(const JsonObject& line);
  bool closed() const { return closed_; }

 private:
  bool closed_ = false;
};

}  // namespace wipebench
