import { type AgentContract, type AgentSnapshot, agentContract } from '../../../core/contract/agent.ts';
import { ContractError } from '../../../core/contract/errors.ts';
import type { CallInput, CallName, CallOutput, Channel, EventData, EventName } from '../../../core/contract/rpc.ts';
import { type ContractClient, connectContract } from '../../../core/contract/rpcClient.ts';
import type { AgentLink } from '../../../core/contract/stationSnapshot.ts';

/** An event of the agent, in order and after the snapshot it follows. */
export type AgentEvent = {
  [Name in EventName<AgentContract>]: { readonly name: Name; readonly data: EventData<AgentContract, Name> };
}[EventName<AgentContract>];

export type AgentConnection = {
  state(): AgentLink;
  /** Calls the agent; rejects with a `ContractError` (`link-closed` when there is no agent now). */
  call<Name extends CallName<AgentContract>>(
    name: Name,
    input: CallInput<AgentContract, Name>,
    timeoutMs?: number,
  ): Promise<CallOutput<AgentContract, Name>>;
  stop(): void;
};

export type AgentConnectionOptions = {
  readonly dial: () => Promise<Channel>;
  readonly build: string;
  readonly clock: () => Date;
  /** The whole state, at first, after each reconnect and after each missed event. */
  readonly onSnapshot: (snapshot: AgentSnapshot) => void;
  readonly onEvent: (event: AgentEvent) => void;
  readonly onState: (state: AgentLink) => void;
  readonly firstDelayMs?: number;
  readonly lastDelayMs?: number;
  readonly helloTimeoutMs?: number;
};

const EVENT_NAMES = Object.keys(agentContract.events) as EventName<AgentContract>[];

/**
 * Keeps one link to the agent: dial, hello, snapshot, numbered events; a gap asks for a snapshot again; a lost link is dialled anew after
 * 0.2 s, doubling to 5 s.
 */
export function connectAgent(options: AgentConnectionOptions): AgentConnection {
  const firstDelayMs = options.firstDelayMs ?? 200;
  const lastDelayMs = options.lastDelayMs ?? 5_000;
  const nowText = () => options.clock().toISOString();
  let state: AgentLink = { state: 'lost', since: nowText(), why: 'not connected yet' };
  let client: ContractClient<AgentContract> | null = null;
  let delayMs = firstDelayMs;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function lose(why: string): void {
    client = null;
    if (stopped) return;
    state = { state: 'lost', since: state.state === 'lost' ? state.since : nowText(), why };
    options.onState(state);
    timer = setTimeout(attempt, delayMs);
    delayMs = Math.min(delayMs * 2, lastDelayMs);
  }

  function attempt(): void {
    timer = null;
    options.dial().then(
      (channel) => (stopped ? channel.close('the station stops') : follow(channel)),
      (cause: unknown) => lose(cause instanceof Error ? cause.message : String(cause)),
    );
  }

  function follow(channel: Channel): void {
    const here = connectContract(agentContract, channel, { build: options.build });
    client = here;
    let waiting: { number: number; event: AgentEvent }[] | null = [];
    let lastNumber = 0;
    let asking = false;
    let askAgain = false;

    const deliver = (number: number, event: AgentEvent) => {
      if (number <= lastNumber) return;
      if (number !== lastNumber + 1) return ask();
      lastNumber = number;
      options.onEvent(event);
    };
    const ask = () => {
      waiting ??= [];
      if (asking) {
        askAgain = true;
        return;
      }
      asking = true;
      here.call('snapshot', {}).then(
        (snapshot) => {
          asking = false;
          delayMs = firstDelayMs;
          if (askAgain) {
            askAgain = false;
            return ask();
          }
          lastNumber = snapshot.lastEvent;
          const arrived = waiting ?? [];
          waiting = null;
          state = { state: 'connected', station: snapshot.station };
          options.onSnapshot(snapshot);
          options.onState(state);
          for (const { number, event } of arrived) deliver(number, event);
        },
        (cause: Error) => channel.close(`the agent gave no snapshot: ${cause.message}`),
      );
    };

    for (const name of EVENT_NAMES) {
      here.on(name, (data, number) => {
        const event = { name, data } as AgentEvent;
        if (waiting === null) deliver(number, event);
        else waiting.push({ number, event });
      });
    }
    here.onGap(() => {
      if (waiting === null) ask();
    });
    here.onClose((why) => lose(why));
    const helloTimer = setTimeout(() => channel.close('the agent did not say hello'), options.helloTimeoutMs ?? 5_000);
    here.ready.then(
      () => {
        clearTimeout(helloTimer);
        ask();
      },
      (cause: Error) => {
        clearTimeout(helloTimer);
        channel.close(cause.message);
      },
    );
  }

  attempt();
  return {
    state: () => state,
    call(name, input, timeoutMs) {
      if (client === null || state.state === 'lost') {
        const why = state.state === 'lost' ? state.why : 'the link is being made';
        return Promise.reject(new ContractError('link-closed', `${name}: ${why}`));
      }
      return client.call(name, input, timeoutMs === undefined ? {} : { timeoutMs });
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      client?.close();
      client = null;
    },
  };
}
