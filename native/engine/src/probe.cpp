// probe: what the kernel says about the target, in one line. Nothing is read or written.
#include "verbs.hpp"

namespace wipebench {

void probe(const Arguments& arguments, JsonLines& lines) {
  const Device device(arguments, Access::read);
  JsonObject line;
  line.text("type", "probe").merge(device.facts().toJson());
  lines.print(line);
}

}  // namespace wipebench
