import type { Checkpoint } from './checkpoint.ts';
import { confirmed, type Finding, refuted, unchecked } from './finding.ts';
import type { ExportReport } from './verifyExport.ts';

/** What one genuine piece of evidence shows of its ledger: signed or proven states, each by its number of entries. */
export type History = {
  readonly subject: string;
  readonly keyId: string;
  /** The state that this evidence ends with. */
  readonly entries: number;
  readonly rootAt: ReadonlyMap<number, string>;
};

/** The states that a genuine export shows: its own, and every earlier one that it proves. */
export function historyOfExport(subject: string, opened: NonNullable<ExportReport['opened']>): History {
  const { checkpoint, growth, manifest } = opened;
  const { entries, root } = checkpoint;
  const rootAt = new Map([...growth.map((state) => [state.entries, state.root] as const), [entries, root]]);
  return { subject, keyId: manifest.keyId, entries, rootAt };
}

/** The one state that a lone certificate shows. */
export function historyOfCheckpoint(subject: string, keyId: string, { entries, root }: Checkpoint): History {
  return { subject, keyId, entries, rootAt: new Map([[entries, root]]) };
}

/**
 * Holds pieces of evidence of one key against each other. Two roots for the same number of entries are two histories: somebody dropped or changed
 * an entry of one of them. Where a later piece proves the end of an earlier one, they are of one ledger. `wholes` are exports and ledgers,
 * `singles` lone certificates; of these only a contradiction is worth a word.
 */
export function compareHistories(wholes: readonly History[], singles: readonly History[]): Finding[] {
  const findings: Finding[] = [];
  const told = new Map<string, { readonly root: string; readonly subject: string }>();
  for (const { subject, keyId, rootAt } of [...wholes, ...singles]) {
    for (const [entries, root] of rootAt) {
      const known = told.get(`${keyId} ${entries}`);
      if (known === undefined) told.set(`${keyId} ${entries}`, { root, subject });
      else if (known.root !== root) {
        findings.push(refuted(subject, 'history-differs', { other: known.subject, entries }));
        break;
      }
    }
  }
  if (findings.length > 0) return findings;
  const ordered = wholes.toSorted((left, right) => left.entries - right.entries);
  for (const [at, later] of ordered.entries()) {
    const earlier = ordered.slice(0, at).findLast(({ keyId }) => keyId === later.keyId);
    if (earlier === undefined) continue;
    const facts = { other: earlier.subject, entries: earlier.entries };
    const proven = later.rootAt.has(earlier.entries);
    findings.push(
      proven
        ? confirmed(later.subject, 'same-history', facts)
        : unchecked(later.subject, 'histories-not-compared', { other: earlier.subject }),
    );
  }
  return findings;
}
