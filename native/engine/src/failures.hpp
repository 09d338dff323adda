// The ways a run ends before or outside its pass. Thrown, caught once in main.
#pragma once

#include <stdexcept>
#include <string>

namespace wipebench {

/// The command line is wrong. Nothing was opened. Exit 2.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The target may not be used as asked. Nothing was written. Exit 4.
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The target is gone or does not answer. Exit 5.
class DeviceLost : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// "Input/output error (EIO)": the words and the symbol of an errno.
std::string errnoWords(int error);

/// "EIO"; "E123" for a number without a name.
std::string errnoSymbol(int error);

}  // namespace wipebench
