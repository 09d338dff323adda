// Guards the three standard descriptors before anything is opened.
#pragma once

namespace wipebench {

/// Fills a closed stdin, stdout or stderr with /dev/null. Without this the drive itself could be opened as
/// descriptor 1 and the progress lines would be written onto it. A closed stdout is filled read-only, so the
/// first line fails with EBADF and counts as "nobody reads".
void fillStandardDescriptors();

}  // namespace wipebench
