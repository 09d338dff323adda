import { type PersonAct, personAct } from '../../../core/contract/station.ts';
import { actV1, exportV1 } from '../../../core/record/actV1.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { derive } from '../ledgerMirror/deriveRows.ts';
import type { MirrorTable } from '../ledgerMirror/mirrorTable.ts';

/** So many entries are looked through, so that a question costs the same at a million entries as at ten thousand. */
const LOOKED_THROUGH = 2000;
const PAGE = 200;
const MOST_ACTS = 50;

/** What a person did last, the newest first, and through how many entries of the ledger was looked. */
export function lastActsOf(
  table: Pick<MirrorTable, 'end' | 'read'>,
  personId: string,
): { acts: PersonAct[]; lookedThrough: number } {
  const acts: PersonAct[] = [];
  let upTo = table.end().entries;
  let lookedThrough = 0;
  while (upTo > 0 && lookedThrough < LOOKED_THROUGH && acts.length < MOST_ACTS) {
    const from = Math.max(0, upTo - PAGE);
    for (const entry of table.read(from, upTo - from).reverse()) {
      const act = actOf(entry, personId);
      if (act !== null) acts.push(act);
    }
    lookedThrough += upTo - from;
    upTo = from;
  }
  return { acts: acts.slice(0, MOST_ACTS), lookedThrough };
}

/** What an entry says that this person did; `null` when it says nothing of them, or is of a later version. Pure. */
export function actOf(entry: LedgerEntry, personId: string): PersonAct | null {
  const { seq } = entry;
  const derived = derive(entry);
  if (derived.kind === 'record') {
    const { operator, clock, drive, virtual } = derived.record;
    if (operator.personId !== personId) return null;
    return { seq, at: clock.endedAt, what: 'wiped', about: drive.serialNumber, virtual };
  }
  if (derived.kind === 'certificate') {
    const { issuer, issuedAt, certificateId, virtual } = derived.certificate;
    if (issuer.person.personId !== personId) return null;
    return { seq, at: issuedAt, what: 'certificate-issued', about: certificateId, virtual };
  }
  if (derived.kind === 'destruction') {
    const { person, sealedAt, destructionId, virtual } = derived.destruction;
    if (person.personId !== personId) return null;
    return { seq, at: sealedAt, what: 'destruction-recorded', about: destructionId, virtual };
  }
  const payload = payloadOf(entry);
  const exported = exportV1.safeParse(payload);
  if (exported.success) {
    const { person, at, certificateIds, virtual } = exported.data;
    if (person.personId !== personId) return null;
    return { seq, at, what: 'exported', about: String(certificateIds.length), virtual };
  }
  const act = actV1.safeParse(payload);
  if (!act.success || act.data.person?.personId !== personId) return null;
  const { at, virtual, details } = act.data;
  return personAct.parse({ seq, at, what: act.data.act, about: aboutOf(details), virtual });
}

/** What a reader looks for first in the details of an act. */
function aboutOf(details: Readonly<Record<string, unknown>>): string | null {
  for (const name of ['setting', 'lotName', 'serialNumber', 'name', 'personId', 'act', 'recordId']) {
    const value = details[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

function payloadOf(entry: LedgerEntry): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(entry.envelope.payload)));
  } catch {
    // An entry that nobody can read says nothing of anybody; the mirror has named it when it was copied.
    return null;
  }
}
