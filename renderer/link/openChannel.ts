import type { Channel } from '../../core/contract/rpc.ts';

declare global {
  interface Window {
    /** Given by Electron's preload: the message port to the station, as a channel. A browser window has none and uses the WebSocket. */
    readonly station?: Channel;
  }
}

let portTaken = false;

/** Opens the way to the station. Rejects when nobody answers; the caller tries again. */
export async function openChannel(): Promise<Channel> {
  if (window.station === undefined) return openSocket(new URL('rpc', window.location.href));
  // A port serves one connection: after its end only a fresh page gets a fresh port.
  if (portTaken) window.location.reload();
  portTaken = true;
  return window.station;
}

function openSocket(address: URL): Promise<Channel> {
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = '';
  address.hash = '';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    let why = 'the connection ended';
    socket.addEventListener('close', () => reject(new Error('the station does not answer')));
    socket.addEventListener('open', () =>
      resolve({
        send(text) {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        onText: (listener) => socket.addEventListener('message', (event) => listener(String(event.data))),
        onClose: (listener) => socket.addEventListener('close', () => listener(why), { once: true }),
        close(reason) {
          why = reason;
          socket.close();
        },
        backlogBytes: () => socket.bufferedAmount,
      }),
    );
  });
}
