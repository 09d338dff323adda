import { toHex } from '../../../core/record/bytes.ts';
import { canonicalBytes, canonicalText } from '../../../core/record/canonicalJson.ts';
import type { GrowthV1, RotationsV1 } from '../../../core/record/exportLayout.ts';
import { placedRotations } from '../../../core/record/placedRotations.ts';
import type { LedgerView } from '../ledgerMirror/ledgerView.ts';

/** As many earlier exports as an export proves its ledger to go on from; a customer compares with the last ones. */
const MOST_EARLIER = 1000;
const HASH_CHARACTERS = 67;

/**
 * The pieces of `ledger/proofs.json` (`ProofsV1`, canonical) of the export sealed at `exportSeq`, which holds the certificates of these places. Piece by
 * piece, because those of ten thousand certificates are many megabytes.
 */
export async function* proofsPieces(
  view: LedgerView,
  exportSeq: number,
  certificateSeqs: readonly number[],
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const { tree } = view;
  const entries = exportSeq + 1;
  const seqs = new Set([...certificateSeqs, ...view.exportsBefore(exportSeq, MOST_EARLIER)]);
  // Canonical JSON has its members in the order of their names: format, growth, inclusion.
  yield encoder.encode('{"format":"wipebench-proofs/1","growth":[');
  let comma = '';
  for (const seq of [...seqs].sort((left, right) => left - right)) {
    const root = toHex(await tree.root(seq + 1));
    const path = (await tree.consistency(seq + 1, entries)).map(toHex);
    yield encoder.encode(comma + canonicalText({ entries: seq + 1, root, path } satisfies GrowthV1));
    comma = ',';
  }
  const inclusion = (await tree.inclusion(exportSeq, entries)).map(toHex);
  yield encoder.encode(`],"inclusion":${canonicalText(inclusion)}}`);
}

/** No fewer bytes than `proofsPieces` will give in a ledger that is about so long. */
export function mostProofsBytes(certificates: number, ledgerEntries: number): number {
  const steps = 2 * Math.ceil(Math.log2(ledgerEntries + 1000)) + 4;
  return (certificates + MOST_EARLIER + 1) * (steps * HASH_CHARACTERS + 200);
}

/** The bytes of `ledger/rotations.json` of the export sealed at `exportSeq`; `null` of a station that never changed its key: then there is no such file. */
export async function rotationsBytes(view: LedgerView, exportSeq: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const rotations = await placedRotations(view, exportSeq);
  if (rotations.length === 0) return null;
  return canonicalBytes({ format: 'wipebench-rotations/1', rotations } satisfies RotationsV1);
}

/** No fewer bytes than `rotationsBytes` will give: an entry of two signatures and the steps of its proof. */
export function mostRotationsBytes(view: LedgerView): number {
  return 100 + view.rotations().length * 8192;
}
