import { toHex } from '../../../core/record/bytes.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import type { ProofsV1, RotationsV1 } from '../../../core/record/exportLayout.ts';
import type { LedgerView } from '../ledgerMirror/ledgerView.ts';
import { placedRotations } from '../ledgerMirror/placedRotations.ts';

/** As many earlier exports as an export proves its ledger to go on from; a customer compares with the last ones. */
const MOST_EARLIER = 1000;

/** The bytes of `ledger/proofs.json` of the export sealed at `exportSeq`, which holds the certificates of these places. */
export async function proofsBytes(
  view: LedgerView,
  exportSeq: number,
  certificateSeqs: readonly number[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { tree } = view;
  const entries = exportSeq + 1;
  const seqs = new Set([...certificateSeqs, ...view.exportsBefore(exportSeq, MOST_EARLIER)]);
  const growth: ProofsV1['growth'] = [];
  for (const seq of [...seqs].sort((left, right) => left - right)) {
    const root = toHex(await tree.root(seq + 1));
    growth.push({ entries: seq + 1, root, path: (await tree.consistency(seq + 1, entries)).map(toHex) });
  }
  const inclusion = (await tree.inclusion(exportSeq, entries)).map(toHex);
  return canonicalBytes({ format: 'wipebench-proofs/1', inclusion, growth } satisfies ProofsV1);
}

/** The bytes of `ledger/rotations.json` of the export sealed at `exportSeq`; `null` of a station that never changed its key: then there is no such file. */
export async function rotationsBytes(view: LedgerView, exportSeq: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const rotations = await placedRotations(view, exportSeq);
  if (rotations.length === 0) return null;
  return canonicalBytes({ format: 'wipebench-rotations/1', rotations } satisfies RotationsV1);
}
