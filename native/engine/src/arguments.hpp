// The command line, parsed and checked as a whole before anything is opened.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aes256.hpp"

namespace wipebench {

enum class Verb { probe, overwrite, verify, scan, sample, survey, canaryPlant, canaryCheck, peer, selftest, version, help };

std::string verbName(Verb verb);

enum class PatternKind { zeros, hex, stream };

/// Through which door of the kernel transfers go; `automatic` tries what is faster here.
enum class IoChoice { automatic, ioUring, blocking };

/// How canaries are spread over the drive (canary_plan.hpp).
enum class CanaryLayout { scattered, stratified };

std::string layoutName(CanaryLayout layout);

struct PatternChoice {
  PatternKind kind = PatternKind::zeros;
  /// As written on the command line ("zeros", "hex:A5", "stream").
  std::string words;
  std::vector<std::byte> bytes;
  std::optional<Key256> seed;
};

struct Arguments {
  Verb verb = Verb::help;
  std::optional<int> descriptor;
  std::optional<std::string> path;
  std::uint64_t sizeBytes = 0;
  PatternChoice pattern;
  std::uint64_t fromBytes = 0;
  std::optional<std::uint64_t> maxRateBytesPerSecond;
  std::uint64_t retries = 3;
  std::uint64_t badLimit = 1000;
  std::uint64_t checkpointMs = 2000;
  /// Not given: found by trying.
  std::optional<std::uint64_t> blockBytes;
  std::optional<std::uint64_t> queueDepth;
  IoChoice io = IoChoice::automatic;
  /// A CPU path by its name (cpu_path.hpp).
  std::optional<std::string> cpuPath;
  /// Time that may go into places that fail, in all.
  std::uint64_t errorBudgetMs = 900000;
  std::uint64_t mismatchLimit = 100;
  Key256 planSeed{};
  std::uint64_t subsections = 1000;
  std::uint64_t perSubsection = 2;
  std::uint64_t sharePpm = 100000;
  bool list = false;
  /// The sample lines of an earlier survey.
  std::optional<std::string> comparePath;
  Key256 canarySeed{};
  std::uint64_t canaryCount = 64;
  CanaryLayout canaryLayout = CanaryLayout::scattered;
};

/// Throws UsageError with one sentence for anything unknown, missing, doubled, malformed or out of bounds.
Arguments parseArguments(const std::vector<std::string>& words);

std::string usageText();

std::string hexOf(const Key256& seed);

}  // namespace wipebench
