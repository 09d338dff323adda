import type { AgentContract } from '../../../core/contract/agent.ts';
import type { CallInput } from '../../../core/contract/rpc.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { labelSerialsOf, serialKey } from '../../../core/reconciliation/serialKey.ts';
import type { PaperV1 } from '../../../core/record/certificateV2.ts';
import { type DestructionV1, destructionIdAt, witnessIsApart } from '../../../core/record/destructionV1.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import type { Ledger } from './ledger.ts';

export type DestructionRequest = Omit<CallInput<AgentContract, 'destructions.seal'>, 'session'>;

/** Two clocks differ; a few minutes are no future. */
const CLOCK_SLACK_MS = 5 * 60_000;

/**
 * Seals a certificate of destruction, once for each thing. The person is the agent's own knowledge, everything else is what that person says; only the wipe
 * records come from the ledger. Refuses a witness who is that person, a time that has not come, and records that are of another drive.
 */
export async function sealDestruction(
  ledger: Ledger,
  { recordIds, ...said }: DestructionRequest,
  by: {
    readonly person: SigningPerson;
    readonly paper: PaperV1;
    readonly stationName: string;
    readonly virtual: boolean;
    readonly nowIso: () => string;
  },
): Promise<Answer<LedgerEntry>> {
  const { person, paper, stationName, virtual, nowIso } = by;
  const { thingId, serialNumber } = said.thing;
  let standing = ledger.destructionOf(thingId);
  if (standing !== null) return { outcome: 'done', value: standing };
  if (!witnessIsApart(said.witness, person.name)) return no('witness-not-apart', { name: person.name });
  if (Date.parse(said.destroyedAt) > Date.parse(nowIso()) + CLOCK_SLACK_MS) {
    return no('destruction-ahead', { at: said.destroyedAt });
  }
  const wipes: DestructionV1['wipes'] = [];
  for (const recordId of new Set(recordIds)) {
    const found = ledger.record(recordId);
    if (found === null) return no('record-unknown', { recordId });
    if (!isOf(found.record.drive.serialNumber, serialNumber)) return no('record-other-drive', { recordId });
    wipes.push({ recordId, seq: found.entry.seq, hash: found.entry.hash });
  }
  const answer = await ledger.append((seq) => {
    // Another call may have sealed it while this one waited for its turn.
    standing = ledger.destructionOf(thingId);
    if (standing !== null) return { outcome: 'refused', refusals: [] };
    const payload: DestructionV1 = {
      ...said,
      format: 'wipebench-destruction/1',
      destructionId: destructionIdAt(ledger.stationId, seq),
      virtual,
      sealedAt: nowIso(),
      stationId: ledger.stationId,
      stationName,
      evidence: 'attested',
      person,
      wipes,
      paper,
    };
    return { outcome: 'done', value: { kind: 'destruction', payload } };
  });
  return standing === null ? answer : { outcome: 'done', value: standing };
}

/** Whether a drive that reports the one serial may bear the other on its label. */
function isOf(reported: string | null, scanned: string | null): boolean {
  return reported !== null && scanned !== null && labelSerialsOf(reported).includes(serialKey(scanned));
}

function no(...[code, facts]: Parameters<typeof refuse>): Answer<never> {
  return { outcome: 'refused', refusals: [refuse(code, facts)] };
}
