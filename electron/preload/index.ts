/** The whole bridge: the page can open a text pipe to the station, and nothing else. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Channel } from '../../core/contract/rpc.ts';

/** What the page finds as `window.station`; each `connect` is a fresh link. */
export type StationBridge = { connect(): Channel };

const bridge: StationBridge = {
  connect() {
    const { port1: ours, port2: theirs } = new MessageChannel();
    const closeListeners: ((why: string) => void)[] = [];
    let open = true;
    const end = (why: string) => {
      if (!open) return;
      open = false;
      ours.close();
      for (const listener of closeListeners) listener(why);
    };
    ours.addEventListener('close', () => end('the station closed the link'));
    ipcRenderer.postMessage('station-port', null, [theirs]);
    return {
      send(text) {
        if (open) ours.postMessage(text);
      },
      onText(listener) {
        ours.addEventListener('message', (event: MessageEvent<unknown>) => {
          if (typeof event.data === 'string') listener(event.data);
        });
        ours.start();
      },
      onClose: (listener) => closeListeners.push(listener),
      close: end,
      backlogBytes: () => 0,
    };
  },
};

contextBridge.exposeInMainWorld('station', bridge);
