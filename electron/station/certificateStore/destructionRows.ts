import type { Database } from 'better-sqlite3';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { assembleDestructionFile, type DestructionFile } from '../../../core/record/destructionFile.ts';
import type { DestructionV1 } from '../../../core/record/destructionV1.ts';
import { derive } from '../ledgerMirror/deriveRows.ts';
import { viewOf } from '../ledgerMirror/ledgerView.ts';
import type { MirrorTable } from '../ledgerMirror/mirrorTable.ts';
import { logoIn } from './certificateRows.ts';

/** A certificate of destruction, opened from the ledger copy, with the bytes of its file. */
export type OpenedDestruction = {
  readonly destruction: DestructionV1;
  readonly file: DestructionFile;
  readonly fileBytes: Uint8Array<ArrayBuffer>;
};

/** Certificates of destruction on the open store (migration 14). */
export type DestructionRows = {
  open(destructionId: string): Promise<Answer<OpenedDestruction>>;
  filesDue(limit: number): string[];
  filesWritten(destructionId: string): void;
  /** Sealed destructions whose custody event was not written down yet, oldest first. */
  eventsDue(): DestructionV1[];
  eventWritten(destructionId: string): void;
};

export function destructionRowsOf(
  database: Database,
  table: MirrorTable,
  crypto: VerifyingCrypto,
  publicKeyBase64: () => string | null,
): DestructionRows {
  const selectSeq = database.prepare<[string], number>('SELECT seq FROM destructions WHERE destruction_id = ?').pluck();
  const selectFilesDue = database
    .prepare<[number], string>('SELECT destruction_id FROM destructions WHERE files_due = 1 ORDER BY seq LIMIT ?')
    .pluck();
  const selectEventsDue = database
    .prepare<[], number>('SELECT seq FROM destructions WHERE event_due = 1 ORDER BY seq')
    .pluck();
  const settleFiles = database.prepare('UPDATE destructions SET files_due = 0 WHERE destruction_id = ?');
  const settleEvent = database.prepare('UPDATE destructions SET event_due = 0 WHERE destruction_id = ?');
  const view = viewOf(table, crypto);

  function at(seq: number) {
    const entry = table.read(seq, 1)[0];
    const derived = entry === undefined ? null : derive(entry);
    return entry === undefined || derived?.kind !== 'destruction' ? null : { entry, destruction: derived.destruction };
  }

  return {
    async open(destructionId) {
      const seq = selectSeq.get(destructionId);
      const found = seq === undefined ? null : at(seq);
      const key = publicKeyBase64();
      const checkpoint = seq === undefined ? null : view.checkpoint(seq + 1);
      if (found === null || key === null || checkpoint === null) {
        return { outcome: 'refused', refusals: [refuse('certificate-unknown', { certificateId: destructionId })] };
      }
      const { entry, destruction } = found;
      const { logo } = destruction.paper;
      const logoPngBase64 = logo === null ? null : logoIn(table.read(logo.seq, 1)[0]);
      const parts = { publicKeyBase64: key, destruction: entry, checkpoint, logoPngBase64 };
      const file = await assembleDestructionFile(parts, view);
      return { outcome: 'done', value: { destruction, file, fileBytes: canonicalBytes(file) } };
    },
    filesDue: (limit) => selectFilesDue.all(limit),
    filesWritten: (destructionId) => void settleFiles.run(destructionId),
    eventsDue: () => selectEventsDue.all().flatMap((seq) => at(seq)?.destruction ?? []),
    eventWritten: (destructionId) => void settleEvent.run(destructionId),
  };
}
