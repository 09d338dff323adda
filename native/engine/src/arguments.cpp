#include "arguments.hpp"

#include <charconv>
#include <cstddef>
#include <map>
#include <set>
#include <string_view>

#include "failures.hpp"

namespace wipebench {
namespace {

const std::set<std::string_view> targetOptions{"--fd", "--path"};
const std::set<std::string_view> patternOptions{"--pattern", "--seed"};
const std::set<std::string_view> passOptions{"--size",        "--max-rate",    "--retries", "--bad-limit",
                                              "--block-bytes", "--queue-depth", "--io",      "--cpu", "--error-budget-ms"};
const std::set<std::string_view> planOptions{"--plan-seed", "--subsections", "--per-subsection", "--share-ppm", "--list"};

std::set<std::string_view> allowedOptions(Verb verb) {
  std::set<std::string_view> allowed;
  const auto add = [&](const std::set<std::string_view>& more) { allowed.insert(more.begin(), more.end()); };
  switch (verb) {
    case Verb::overwrite:
      add(targetOptions), add(patternOptions), add(passOptions), add({"--from", "--checkpoint-ms"});
      break;
    case Verb::verify:
      add(targetOptions), add(patternOptions), add(passOptions), add({"--from", "--mismatch-limit"});
      break;
    case Verb::scan: add(targetOptions), add(passOptions), add({"--from"}); break;
    case Verb::sample:
      add(targetOptions), add(patternOptions), add(passOptions);
      add(planOptions), add({"--mismatch-limit"});
      break;
    case Verb::survey:
      add(targetOptions), add(passOptions), add(planOptions), add({"--compare"});
      break;
    case Verb::canaryPlant:
    case Verb::canaryCheck:
      add(targetOptions), add({"--size", "--canary-seed", "--count", "--layout", "--retries"});
      break;
    case Verb::probe: add(targetOptions); break;
    case Verb::peer: add({"--fd"}); break;
    case Verb::selftest:
    case Verb::version:
    case Verb::help: break;
  }
  return allowed;
}

class Options {
 public:
  Options(const std::vector<std::string>& words, std::size_t first, Verb verb) : verb_(verb) {
    const std::set<std::string_view> allowed = allowedOptions(verb);
    for (std::size_t at = first; at < words.size(); ++at) {
      const std::string& name = words[at];
      if (!allowed.contains(name)) throw UsageError("Unknown option '" + name + "' for " + verbName(verb) + ".");
      if (values_.contains(name)) throw UsageError("Option " + name + " is given twice.");
      if (name == "--list") {
        values_.emplace(name, "");
        continue;
      }
      if (at + 1 >= words.size()) throw UsageError("Option " + name + " needs a value.");
      values_.emplace(name, words[++at]);
    }
  }

  bool has(const std::string& name) const { return values_.contains(name); }

  const std::string& required(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) throw UsageError("Option " + name + " is required for " + verbName(verb_) + ".");
    return found->second;
  }

  std::uint64_t number(const std::string& name, std::uint64_t least, std::uint64_t most) const {
    const std::string& text = required(name);
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, 10);
    if (text.empty() || error != std::errc() || stop != end || value < least || value > most) {
      throw UsageError("Option " + name + " must be a whole number from " + std::to_string(least) + " to " +
                       std::to_string(most) + ", not '" + text + "'.");
    }
    return value;
  }

  void numberIfGiven(const std::string& name, std::uint64_t least, std::uint64_t most, std::uint64_t& into) const {
    if (has(name)) into = number(name, least, most);
  }

  std::vector<std::byte> hexBytes(const std::string& name, std::string_view text) const {
    const auto nibble = [](char digit) -> int {
      if (digit >= '0' && digit <= '9') return digit - '0';
      if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
      if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
      return -1;
    };
    std::vector<std::byte> bytes;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
      const int high = nibble(text[at]);
      const int low = nibble(text[at + 1]);
      if (high < 0 || low < 0) throw UsageError("Option " + name + " holds a character that is not a hex digit.");
      bytes.push_back(static_cast<std::byte>(high * 16 + low));
    }
    if (text.size() % 2 != 0) throw UsageError("Option " + name + " holds an odd number of hex digits.");
    return bytes;
  }

  Key256 seed(const std::string& name) const {
    const std::vector<std::byte> bytes = hexBytes(name, required(name));
    Key256 key{};
    if (bytes.size() != key.size()) throw UsageError("Option " + name + " must be exactly 64 hex digits.");
    for (std::size_t at = 0; at < key.size(); ++at) key[at] = std::to_integer<std::uint8_t>(bytes[at]);
    return key;
  }

 private:
  Verb verb_;
  std::map<std::string, std::string> values_;
};

PatternChoice patternFrom(const Options& options) {
  PatternChoice choice;
  choice.words = options.required("--pattern");
  if (choice.words == "stream") {
    choice.kind = PatternKind::stream;
    choice.seed = options.seed("--seed");
    return choice;
  }
  if (options.has("--seed")) throw UsageError("Option --seed belongs to --pattern stream only.");
  if (choice.words == "zeros") {
    choice.kind = PatternKind::zeros;
    choice.bytes = {std::byte{0}};
    return choice;
  }
  if (choice.words.starts_with("hex:")) {
    choice.kind = PatternKind::hex;
    choice.bytes = options.hexBytes("--pattern", std::string_view(choice.words).substr(4));
    if (choice.bytes.empty() || choice.bytes.size() > 16) {
      throw UsageError("Option --pattern hex: takes 1 to 16 bytes.");
    }
    return choice;
  }
  throw UsageError("Option --pattern must be zeros, hex:<1 to 16 bytes> or stream, not '" + choice.words + "'.");
}

CanaryLayout layoutFrom(const Options& options) {
  if (!options.has("--layout")) return CanaryLayout::scattered;
  const std::string& words = options.required("--layout");
  for (const CanaryLayout layout : {CanaryLayout::scattered, CanaryLayout::stratified}) {
    if (words == layoutName(layout)) return layout;
  }
  throw UsageError("Option --layout must be scattered or stratified, not '" + words + "'.");
}

IoChoice ioFrom(const Options& options) {
  if (!options.has("--io")) return IoChoice::automatic;
  const std::string& words = options.required("--io");
  if (words == "io_uring") return IoChoice::ioUring;
  if (words == "blocking") return IoChoice::blocking;
  if (words == "auto") return IoChoice::automatic;
  throw UsageError("Option --io must be auto, io_uring or blocking, not '" + words + "'.");
}

void readTarget(const Options& options, Arguments& arguments) {
  if (options.has("--fd") == options.has("--path")) {
    throw UsageError("Name the target once: either --fd or --path.");
  }
  if (options.has("--path")) {
    arguments.path = options.required("--path");
    if (arguments.path->empty()) throw UsageError("Option --path must not be empty.");
    return;
  }
  const auto descriptor = static_cast<int>(options.number("--fd", 0, 1U << 20U));
  // 1 and 2 carry our own lines; a drive there would be written over with them.
  if (descriptor == 1 || descriptor == 2) throw UsageError("Option --fd must not be stdout or stderr.");
  arguments.descriptor = descriptor;
}

Verb verbFrom(const std::vector<std::string>& words, std::size_t& next) {
  if (words.empty()) throw UsageError("A verb is missing.");
  next = 1;
  const std::string& word = words.front();
  if (word == "probe") return Verb::probe;
  if (word == "overwrite") return Verb::overwrite;
  if (word == "verify") return Verb::verify;
  if (word == "scan") return Verb::scan;
  if (word == "sample") return Verb::sample;
  if (word == "survey") return Verb::survey;
  if (word == "peer") return Verb::peer;
  if (word == "selftest") return Verb::selftest;
  if (word == "version" || word == "--version") return Verb::version;
  if (word == "help" || word == "--help") return Verb::help;
  if (word == "canary") {
    next = 2;
    if (words.size() > 1 && words[1] == "plant") return Verb::canaryPlant;
    if (words.size() > 1 && words[1] == "check") return Verb::canaryCheck;
    throw UsageError("canary needs 'plant' or 'check'.");
  }
  throw UsageError("Unknown verb '" + word + "'.");
}

}  // namespace

std::string verbName(Verb verb) {
  switch (verb) {
    case Verb::probe: return "probe";
    case Verb::overwrite: return "overwrite";
    case Verb::verify: return "verify";
    case Verb::scan: return "scan";
    case Verb::sample: return "sample";
    case Verb::survey: return "survey";
    case Verb::canaryPlant: return "canary plant";
    case Verb::canaryCheck: return "canary check";
    case Verb::peer: return "peer";
    case Verb::selftest: return "selftest";
    case Verb::version: return "version";
    case Verb::help: return "help";
  }
  throw std::logic_error("unknown verb");
}

std::string layoutName(CanaryLayout layout) {
  switch (layout) {
    case CanaryLayout::scattered: return "scattered";
    case CanaryLayout::stratified: return "stratified";
  }
  throw std::logic_error("unknown layout");
}

Arguments parseArguments(const std::vector<std::string>& words) {
  constexpr std::uint64_t mostBytes = INT64_MAX;
  Arguments arguments;
  std::size_t next = 0;
  arguments.verb = verbFrom(words, next);
  const Options options(words, next, arguments.verb);
  switch (arguments.verb) {
    case Verb::selftest:
    case Verb::version:
    case Verb::help: return arguments;
    case Verb::peer:
      static_cast<void>(options.required("--fd"));
      readTarget(options, arguments);
      return arguments;
    case Verb::probe: readTarget(options, arguments); return arguments;
    case Verb::overwrite:
    case Verb::verify:
    case Verb::scan:
    case Verb::sample:
    case Verb::survey:
    case Verb::canaryPlant:
    case Verb::canaryCheck: break;
  }

  readTarget(options, arguments);
  arguments.sizeBytes = options.number("--size", 1, mostBytes);
  options.numberIfGiven("--retries", 0, 100, arguments.retries);
  if (arguments.verb == Verb::canaryPlant || arguments.verb == Verb::canaryCheck) {
    arguments.canarySeed = options.seed("--canary-seed");
    options.numberIfGiven("--count", 2, 65536, arguments.canaryCount);
    arguments.canaryLayout = layoutFrom(options);
    return arguments;
  }

  if (arguments.verb != Verb::survey && arguments.verb != Verb::scan) arguments.pattern = patternFrom(options);
  if (options.has("--max-rate")) arguments.maxRateBytesPerSecond = options.number("--max-rate", 1, mostBytes);
  options.numberIfGiven("--bad-limit", 0, mostBytes, arguments.badLimit);
  if (options.has("--block-bytes")) arguments.blockBytes = options.number("--block-bytes", 512, std::uint64_t{64} << 20U);
  if (options.has("--queue-depth")) arguments.queueDepth = options.number("--queue-depth", 1, 64);
  arguments.io = ioFrom(options);
  if (options.has("--cpu")) arguments.cpuPath = options.required("--cpu");
  options.numberIfGiven("--error-budget-ms", 0, mostBytes, arguments.errorBudgetMs);
  options.numberIfGiven("--from", 0, mostBytes, arguments.fromBytes);
  options.numberIfGiven("--checkpoint-ms", 0, 3600000, arguments.checkpointMs);
  options.numberIfGiven("--mismatch-limit", 0, 1000000, arguments.mismatchLimit);
  if (arguments.fromBytes > arguments.sizeBytes) throw UsageError("Option --from lies beyond --size.");
  if (arguments.verb == Verb::sample || arguments.verb == Verb::survey) {
    arguments.planSeed = options.seed("--plan-seed");
    options.numberIfGiven("--subsections", 1, 1000000, arguments.subsections);
    options.numberIfGiven("--per-subsection", 1, 1000, arguments.perSubsection);
    options.numberIfGiven("--share-ppm", 1, 1000000, arguments.sharePpm);
    arguments.list = options.has("--list");
  }
  if (options.has("--compare")) {
    arguments.comparePath = options.required("--compare");
    if (arguments.comparePath->empty()) throw UsageError("Option --compare must not be empty.");
    if (arguments.list) throw UsageError("Option --list reads nothing, so there is nothing for --compare.");
  }
  return arguments;
}

std::string hexOf(const Key256& seed) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t value : seed) {
    text += digits[value >> 4U];
    text += digits[value & 0xFU];
  }
  return text;
}

std::string usageText() {
  return "wipebench-engine <verb> (--fd N | --path FILE) [options]\n"
         "  probe\n"
         "  overwrite --size B --pattern zeros|hex:A5..|stream [--seed HEX64] [--from B] [--max-rate B/S]\n"
         "            [--retries N] [--bad-limit N] [--checkpoint-ms N]\n"
         "  verify    --size B --pattern ... [--seed HEX64] [--from B] [--max-rate B/S] [--retries N]\n"
         "            [--bad-limit N] [--mismatch-limit N]\n"
         "  scan      --size B [--from B] [--max-rate B/S] [--retries N] [--bad-limit N]\n"
         "  sample    --size B --pattern ... [--seed HEX64] --plan-seed HEX64 [--subsections N]\n"
         "            [--per-subsection N] [--share-ppm N] [--list] [the options of verify but --from]\n"
         "  survey    --size B --plan-seed HEX64 [--subsections N] [--per-subsection N] [--share-ppm N] [--list]\n"
         "            [--compare FILE] [--max-rate B/S] [--retries N] [--bad-limit N]\n"
         "  canary plant|check --size B --canary-seed HEX64 [--count N] [--layout scattered|stratified] [--retries N]\n"
         "  the passes above but canary: [--error-budget-ms N] [--block-bytes N] [--queue-depth N]\n"
         "            [--io auto|io_uring|blocking] [--cpu PATH]\n"
         "  peer --fd N\n"
         "  selftest | --version | --help\n";
}

}  // namespace wipebench
