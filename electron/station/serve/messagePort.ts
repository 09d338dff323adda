import type { Channel } from '../../../core/contract/rpc.ts';

/** What is used of a port of Electron's utility process (`MessagePortMain`), so that nothing here imports Electron. */
export type ElectronPort = {
  postMessage(message: string): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
};

/** A window's port as a channel. A message that is not text ends the link. */
export function messagePortChannel(port: ElectronPort): Channel {
  const textListeners: ((text: string) => void)[] = [];
  const closeListeners: ((why: string) => void)[] = [];
  let closedWhy: string | null = null;
  const ended = (why: string) => {
    if (closedWhy !== null) return;
    closedWhy = why;
    for (const listener of closeListeners) listener(why);
  };
  const close = (why: string) => {
    ended(why);
    port.close();
  };
  port.on('message', (event) => {
    if (closedWhy !== null) return;
    if (typeof event.data !== 'string') return close('malformed-frame: not text');
    for (const listener of textListeners) listener(event.data);
  });
  port.on('close', () => ended('the window closed the link'));
  return {
    send(text) {
      if (closedWhy === null) port.postMessage(text);
    },
    onText(listener) {
      textListeners.push(listener);
      if (textListeners.length === 1) port.start();
    },
    onClose(listener) {
      if (closedWhy !== null) listener(closedWhy);
      else closeListeners.push(listener);
    },
    close,
    // A port has no measure of what the window has not read yet; both ends are processes of the same app.
    backlogBytes: () => 0,
  };
}
