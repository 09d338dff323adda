import { setImmediate } from 'node:timers/promises';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { fromHex, toHex } from '../../../core/record/bytes.ts';
import { readCheckpoint } from '../../../core/record/checkpoint.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { type LedgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import { inclusionHolds } from '../../../core/record/merkleProofs.ts';
import { leafHash } from '../../../core/record/merkleTree.ts';
import type { CertificateRows } from '../certificateStore/certificateRows.ts';
import type { LedgerOwner } from '../ledgerMirror/agentLedger.ts';
import { derive } from '../ledgerMirror/deriveRows.ts';
import { viewOf } from '../ledgerMirror/ledgerView.ts';
import type { MirrorTable } from '../ledgerMirror/mirrorTable.ts';
import { type UploadItem, uploadItem } from './uploadItem.ts';

/** A page of what waits; `damage` says why the entry after the last item cannot be sent. */
export type ItemPage = { readonly items: readonly UploadItem[]; readonly damage: Reason | null };

/** What the ledger copy has to send. */
export type ItemSource = {
  /** Entries that can be sent: those that have their checkpoint. */
  entries(): number;
  /** `null` before the first entry. */
  ledgerId(): string | null;
  /** Entries from `fromSeq` on, in order, as many as one batch may hold. */
  page(fromSeq: number): Promise<ItemPage>;
};

/** As many entries as one batch holds at most. */
export const MOST_ITEMS = 50;
const MOST_BYTES = 4 * 1024 * 1024;

/** Reads items from the ledger copy. Each entry is held against its hash and its signed checkpoint before it leaves: a damaged copy is never passed on. */
export function itemSourceOf(
  table: MirrorTable,
  certificates: CertificateRows,
  owner: () => LedgerOwner | null,
  crypto: VerifyingCrypto,
): ItemSource {
  const { tree } = viewOf(table, crypto);
  let known: string | null = null;

  function ledgerId(): string | null {
    known ??= table.read(0, 1)[0]?.envelope.signatures[0]?.keyid ?? null;
    return known;
  }

  async function itemOf(entry: LedgerEntry, keyBase64: string, ledger: string): Promise<UploadItem | Reason> {
    const { seq } = entry;
    const damaged = (problem: string) => because('upload-copy-damaged', { seq, problem });
    const link = await linkFor(seq, entry.prev, entry.envelope, crypto);
    if (link.hash !== entry.hash) return damaged('hash');
    const note = table.checkpoint(seq + 1);
    const read = note === null ? null : readCheckpoint(note);
    if (note === null || read === null) return damaged('checkpoint');
    const path = await tree.inclusion(seq, seq + 1);
    const leaf = await leafHash(fromHex(entry.hash), crypto);
    const place = { leaf, seq, size: seq + 1, root: fromHex(read.checkpoint.root) };
    if (!(await inclusionHolds(place, path, crypto))) return damaged('tree');
    const derived = derive(entry);
    const content = derived.kind === 'certificate' ? derived.certificate : null;
    const opened = content === null ? null : await certificates.open(content.certificateId);
    if (opened?.outcome === 'refused') return damaged('record');
    return uploadItem(
      {
        format: 'wipebench-upload/1',
        ledgerId: ledger,
        stationId: read.checkpoint.stationId,
        publicKeyBase64: keyBase64,
        entry,
        checkpoint: note,
        inclusion: path.map(toHex),
        certificate: opened === null ? null : opened.value.file,
      },
      content,
    );
  }

  const entries = () => Math.min(table.end().entries, table.checkpoints(), table.frontier().size);
  return {
    entries,
    ledgerId,
    async page(fromSeq) {
      const key = owner()?.publicKeyBase64 ?? null;
      const ledger = ledgerId();
      const limit = Math.min(MOST_ITEMS, entries() - fromSeq);
      if (key === null || ledger === null || limit <= 0) return { items: [], damage: null };
      const items: UploadItem[] = [];
      let bytes = 0;
      let place = fromSeq;
      for (const entry of table.read(fromSeq, limit)) {
        if (entry.seq !== place)
          return { items, damage: because('upload-copy-damaged', { seq: place, problem: 'gap' }) };
        // Hashing is work, not waiting: the bench's own work goes between two entries.
        await setImmediate();
        const item = await itemOf(entry, key, ledger);
        if ('code' in item) return { items, damage: item };
        bytes += item.body.length;
        if (items.length > 0 && bytes > MOST_BYTES) break;
        items.push(item);
        place += 1;
      }
      return { items, damage: null };
    },
  };
}
