// Whether many more programs want a processor at this moment than there are.
#pragma once

namespace wipebench {

/// Reads /proc/loadavg (proc(5), its fourth field: how many can run now, whoever asks among them). Where that cannot be read it
/// is never crowded.
class ProcessorCrowd {
 public:
  ProcessorCrowd();
  ~ProcessorCrowd();
  ProcessorCrowd(const ProcessorCrowd&) = delete;
  ProcessorCrowd& operator=(const ProcessorCrowd&) = delete;

  bool now() const;

 private:
  int descriptor_;
  unsigned long processors_;
};

}  // namespace wipebench
