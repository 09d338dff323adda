#include "sample_line.hpp"

#include <charconv>
#include <string>

#include "uniformity.hpp"

namespace wipebench {
namespace {

std::string hexOf(const Sha256Digest& digest) {
  std::string text;
  for (const std::byte value : digest) text += wipebench::hexOf(value);
  return text;
}

/// Takes the line apart from the left; every step answers false for anything unexpected.
class Scanner {
 public:
  explicit Scanner(std::string_view rest) : rest_(rest) {}

  bool literal(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  bool number(std::uint64_t& into) {
    const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), into, 10);
    if (error != std::errc()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    return true;
  }

  bool hexByte(std::byte& into) {
    unsigned value = 0;
    if (rest_.size() < 2) return false;
    const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + 2, value, 16);
    if (error != std::errc() || stop != rest_.data() + 2) return false;
    into = static_cast<std::byte>(value);
    rest_.remove_prefix(2);
    return true;
  }

  bool atEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool scanUniform(Scanner& scanner, SampleFacts& facts) {
  if (scanner.literal("null")) return true;
  std::byte value{};
  if (!scanner.literal("\"") || !scanner.hexByte(value) || !scanner.literal("\"")) return false;
  facts.uniform = value;
  return true;
}

bool scanDigest(Scanner& scanner, SampleFacts& facts) {
  if (scanner.literal("null")) return true;
  Sha256Digest digest{};
  if (!scanner.literal("\"")) return false;
  for (std::byte& value : digest) {
    if (!scanner.hexByte(value)) return false;
  }
  facts.digest = digest;
  return scanner.literal("\"");
}

}  // namespace

JsonObject sampleLine(const SampleFacts& facts) {
  JsonObject line;
  line.text("type", "sample").number("offsetBytes", facts.range.offset).number("lengthBytes", facts.range.length);
  if (facts.uniform) line.text("uniform", wipebench::hexOf(*facts.uniform)); else line.null("uniform");
  if (facts.digest) line.text("sha256", hexOf(*facts.digest)); else line.null("sha256").boolean("unreadable", true);
  return line;
}

std::optional<SampleFacts> parseSampleLine(std::string_view text) {
  Scanner scanner(text);
  SampleFacts facts;
  const bool scanned = scanner.literal("{\"type\":\"sample\",\"offsetBytes\":") && scanner.number(facts.range.offset) &&
                       scanner.literal(",\"lengthBytes\":") && scanner.number(facts.range.length) &&
                       scanner.literal(",\"uniform\":") && scanUniform(scanner, facts) &&
                       scanner.literal(",\"sha256\":") && scanDigest(scanner, facts);
  if (!scanned) return std::nullopt;
  if (!facts.digest && (facts.uniform || !scanner.literal(",\"unreadable\":true"))) return std::nullopt;
  if (!scanner.literal("}") || !scanner.atEnd()) return std::nullopt;
  // Printed again it must be the same text: no capital hex, no leading zeros.
  if (sampleLine(facts).toString() != text) return std::nullopt;
  return facts;
}

}  // namespace wipebench
