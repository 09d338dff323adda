#include "stop_signal.hpp"

#include <csignal>
#include <initializer_list>

namespace wipebench {
namespace {

volatile std::sig_atomic_t stopFlag = 0;
volatile std::sig_atomic_t signalNumber = 0;

extern "C" void onStopSignal(int number) {
  signalNumber = number;
  stopFlag = 1;
}

}  // namespace

void installStopSignals() {
  struct sigaction stop {};
  stop.sa_handler = onStopSignal;
  sigemptyset(&stop.sa_mask);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaction(number, &stop, nullptr);

  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigemptyset(&ignore.sa_mask);
  sigaction(SIGPIPE, &ignore, nullptr);

  // A parent may have left these blocked; a stop that never arrives would be a lie.
  sigset_t unblock;
  sigemptyset(&unblock);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&unblock, number);
  sigprocmask(SIG_UNBLOCK, &unblock, nullptr);
}

bool stopRequested() { return stopFlag != 0; }

void requestStop() { stopFlag = 1; }

int stopSignalNumber() { return signalNumber; }

}  // namespace wipebench
