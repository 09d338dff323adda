import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../../core/contract/station.ts';
import { webSocketChannel } from '../../../electron/station/serve/webSocketChannel.ts';

export type StationWindow = ContractClient<StationContract>;

/** A window of the station as a browser opens one: the one-time address for a cookie, then the socket. */
export async function openWindow(oneTimeAddress: string): Promise<StationWindow> {
  const url = new URL(oneTimeAddress);
  const exchanged = await fetch(url, { redirect: 'manual' });
  const cookie = exchanged.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await exchanged.arrayBuffer();
  const socket = new WebSocket(`ws://${url.host}/rpc`, { headers: { cookie, origin: url.origin } });
  const link = webSocketChannel(socket);
  const opened = once(socket, 'open');
  // Listens from the first byte: the station's greeting may come in one piece with the answer that opens the socket.
  const channel = { ...link, send: (text: string) => void opened.then(() => link.send(text)) };
  const window = connectContract(stationContract, channel, { build: 'campaign', callTimeoutMs: 600_000 });
  await opened;
  await window.ready;
  return window;
}
