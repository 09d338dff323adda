import type { Channel, EventName } from '../../core/contract/rpc.ts';
import { type ContractClient, connectContract } from '../../core/contract/rpcClient.ts';
import { type StationContract, stationContract } from '../../core/contract/station.ts';
import type { StationEvent } from './applyEvent.ts';
import { pacedEvents } from './pacedEvents.ts';
import { takeEvents, takeSnapshot, useStation } from './stationState.ts';

const RETRY_MS = 1000;
/** Events are gathered this long before the screen is drawn; below what an eye calls late. */
const GATHER_MS = 80;

/**
 * Keeps the window linked to the station for ever: hello, snapshot, numbered events; a gap or an event that cannot be read asks for the
 * snapshot again; a lost link is said on the screen and tried again each second.
 */
export function keepLinked(openChannel: () => Promise<Channel>): void {
  openChannel()
    .then((channel) => serve(connectContract(stationContract, channel, { build: 'window' })))
    .catch((cause: unknown) => (cause instanceof Error ? cause.message : String(cause)))
    .then((why) => {
      useStation.setState((state) => ({
        client: null,
        link: state.link.kind === 'lost' ? state.link : { kind: 'lost', sinceMs: Date.now(), why },
      }));
      setTimeout(() => keepLinked(openChannel), RETRY_MS);
    })
    .catch((cause: unknown) => console.error(cause));
}

/** Serves one connection until it ends; resolves with why it ended. */
async function serve(client: ContractClient<StationContract>): Promise<string> {
  const ended = new Promise<string>((resolve) => client.onClose(resolve));
  let gathered: StationEvent[] = [];
  const paced = pacedEvents();
  let drawing = false;
  let asking = false;

  const drawSoon = () => {
    if (!drawing) setTimeout(draw, GATHER_MS);
    drawing = true;
  };
  const draw = () => {
    drawing = false;
    if (asking) return;
    const events = paced.due(gathered, performance.now());
    gathered = [];
    if (events.length > 0) takeEvents(events);
    if (paced.holds()) drawSoon();
  };
  const askAgain = async () => {
    if (asking) return;
    asking = true;
    const fresh = await client.call('snapshot', {});
    asking = false;
    const events = [...paced.release(), ...gathered];
    gathered = [];
    takeSnapshot(fresh, events);
  };
  const retake = () => {
    askAgain().catch((cause: unknown) => {
      console.warn(cause);
      client.close();
    });
  };
  for (const name of Object.keys(stationContract.events) as EventName<StationContract>[]) {
    client.on(name, (data, number) => {
      gathered.push({ number, name, data } as StationEvent);
      drawSoon();
    });
  }
  client.onGap(retake);
  await client.ready;
  await askAgain();
  useStation.setState({ client });
  return ended;
}
