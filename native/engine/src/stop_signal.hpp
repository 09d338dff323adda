// One flag that says "finish the block in hand and end": set by SIGTERM, SIGINT, SIGHUP, or a closed stdout.
#pragma once

namespace wipebench {

/// Installs the handlers (no SA_RESTART, so sleeps end at once) and ignores SIGPIPE.
void installStopSignals();

bool stopRequested();

/// Asks for a stop from inside, e.g. when nobody reads stdout any more.
void requestStop();

/// 0 while no signal came; else its number.
int stopSignalNumber();

}  // namespace wipebench
