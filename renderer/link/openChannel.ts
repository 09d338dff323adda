import type { Channel } from '../../core/contract/rpc.ts';

declare global {
  interface Window {
    /** Given by Electron's preload; each `connect` is a fresh link. A browser window has none and uses the WebSocket. */
    readonly station?: { connect(): Channel };
  }
}

/** Opens the way to the station. Rejects when nobody answers; the caller tries again. */
export async function openChannel(): Promise<Channel> {
  return window.station === undefined ? openSocket(new URL('rpc', window.location.href)) : window.station.connect();
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
