#include <cerrno>
#include <sys/socket.h>
#include <sys/types.h>

#include "failures.hpp"
#include "verbs.hpp"

namespace wipebench {

void peer(const Arguments& arguments, JsonLines& lines) {
  const int descriptor = arguments.descriptor.value();
  int family = 0;
  socklen_t length = sizeof family;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &length) != 0) {
    throw Refused("The descriptor is not a socket: " + errnoWords(errno) + ".");
  }
  if (family != AF_UNIX) throw Refused("The socket is not a UNIX socket, so it does not know its peer.");
  ucred credentials{};
  length = sizeof credentials;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) {
    throw Refused("The socket does not tell its peer: " + errnoWords(errno) + ".");
  }
  // Without a peer the kernel answers pid 0 and uid -1; that must never read as "root" or as anybody.
  if (credentials.pid <= 0 || credentials.uid == static_cast<uid_t>(-1)) {
    throw Refused("The socket is not connected to a process that can be named.");
  }
  JsonObject line;
  line.text("type", "peer")
      .signedNumber("pid", credentials.pid)
      .number("uid", credentials.uid)
      .number("gid", credentials.gid);
  lines.print(line);
}

}  // namespace wipebench
