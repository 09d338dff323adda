import { ContractError } from '../../core/contract/errors.ts';
import type { CallInput, CallName, CallOutput } from '../../core/contract/rpc.ts';
import type { StationContract } from '../../core/contract/station.ts';
import type { Refusal } from '../../core/domain/refusal.ts';
import { useSession } from '../features/people/session.ts';
import { useStation } from './stationState.ts';

/** A broken link or call, told like a refusal: its three sentences stand under `faults` in the window's catalogue. */
export type Fault = { readonly code: string; readonly message: string };

/** What became of a request: its value, an expected "no", or a fault. It never throws for either. */
export type Told<T> =
  | { readonly outcome: 'done'; readonly value: T }
  | { readonly outcome: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly outcome: 'faulted'; readonly fault: Fault };

export type Problem = Exclude<Told<unknown>, { outcome: 'done' }>;

type Answered<N extends CallName<StationContract>> = Extract<CallOutput<StationContract, N>, { outcome: 'done' }>;

/** Calls the station where the answer may be a refusal. A session that ended is forgotten at once. */
export async function ask<N extends CallName<StationContract>>(
  name: N,
  input: CallInput<StationContract, N>,
  timeoutMs = 60_000,
): Promise<Told<Answered<N>['value']>> {
  const told = await read(name, input, timeoutMs);
  if (told.outcome !== 'done') return told;
  const answer = told.value as Exclude<Told<Answered<N>['value']>, { outcome: 'faulted' }>;
  if (answer.outcome === 'refused' && answer.refusals.some(endsSession)) useSession.getState().forget();
  return answer;
}

/** Calls the station where the answer is plain. */
export async function read<N extends CallName<StationContract>>(
  name: N,
  input: CallInput<StationContract, N>,
  timeoutMs = 60_000,
): Promise<Told<CallOutput<StationContract, N>>> {
  const { client } = useStation.getState();
  if (client === null) return { outcome: 'faulted', fault: { code: 'link-closed', message: name } };
  try {
    return { outcome: 'done', value: await client.call(name, input, { timeoutMs }) };
  } catch (cause) {
    if (!(cause instanceof ContractError)) throw cause;
    return { outcome: 'faulted', fault: { code: cause.code, message: cause.message } };
  }
}

function endsSession(refusal: Refusal): boolean {
  return refusal.code === 'session-expired' || refusal.code === 'not-signed-in';
}
