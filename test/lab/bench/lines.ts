import type { Socket } from 'node:net';

/** Calls back with each line of a socket as JSON; a line may come in pieces. Bytes after the line in which `onLine` answers `stop` stay in the socket. */
export function readLines(socket: Socket, onLine: (line: unknown) => 'more' | 'stop'): void {
  let pieces: Buffer[] = [];
  const take = (chunk: Buffer): void => {
    let rest = chunk;
    for (let end = rest.indexOf(0x0a); end !== -1; end = rest.indexOf(0x0a)) {
      const line = Buffer.concat([...pieces, rest.subarray(0, end)]).toString('utf8');
      pieces = [];
      rest = rest.subarray(end + 1);
      if (onLine(JSON.parse(line)) === 'stop') {
        socket.off('data', take);
        socket.pause();
        if (rest.length > 0) socket.unshift(rest);
        return;
      }
    }
    if (rest.length > 0) pieces.push(rest);
  };
  socket.on('data', take);
}
