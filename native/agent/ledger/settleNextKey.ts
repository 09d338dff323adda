import { because, type Reason } from '../../../core/domain/reason.ts';
import { keyAt } from '../../../core/record/keyChain.ts';
import type { RunTool } from '../tools/run.ts';
import { dropNextKey, type KeyHolder, openNextKey, putNextKeyInPlace } from './keyHolder.ts';
import { dropOldSignatures } from './oldSignatures.ts';
import type { OpenedChain } from './openChain.ts';
import type { StationKey } from './stationKey.ts';

/** The key to sign with; what was found of a key change that a crash had cut short; damage where this station holds none of its ledger's keys. */
export type SettledKey = { readonly key: StationKey; readonly finding: Reason | null; readonly damage: Reason | null };

/**
 * What a start does about a key change that was cut short: the ledger decides. Where it holds the change, the new key goes into its place; where not, the
 * new key never signed anything and is forgotten. On a damaged ledger nothing is touched.
 */
export async function settleNextKey(
  stateDirectory: string,
  given: {
    readonly holder: KeyHolder;
    readonly current: StationKey;
    readonly chain: OpenedChain;
    readonly run: RunTool;
  },
): Promise<SettledKey> {
  const { holder, current, chain, run } = given;
  if (chain.damage !== null) return { key: current, finding: null, damage: null };
  const { keyId } = keyAt(chain.keys, Number.MAX_SAFE_INTEGER);
  const next = await openNextKey(stateDirectory, holder, run);
  if (current.keyId === keyId) {
    if (next === null) return { key: current, finding: null, damage: null };
    dropOldSignatures(stateDirectory, current.keyId);
    dropNextKey(stateDirectory, holder);
    return { key: current, finding: because('key-change-undone', { keyId: current.keyId }), damage: null };
  }
  if (next?.keyId === keyId) {
    putNextKeyInPlace(stateDirectory, holder);
    return { key: next, finding: because('key-change-finished', { keyId }), damage: null };
  }
  const why = 'it is signed by another key than this station holds';
  return { key: current, finding: null, damage: because('ledger-damaged', { entry: 0, why }) };
}
