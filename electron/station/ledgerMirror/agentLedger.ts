import { z } from 'zod';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';

/** What the agent says its ledger is. */
export type AgentLedger = {
  readonly stationId: string;
  readonly keyId: string;
  readonly publicKeyBase64: string;
  readonly virtual: boolean;
  readonly entries: number;
  readonly head: string;
};

/** A page of the agent's ledger: entries, and the checkpoint signed after each. */
export type LedgerPage = { readonly entries: readonly LedgerEntry[]; readonly checkpoints: readonly string[] };

/** Setting `ledger-owner`: whose ledger the copy is. */
export const ledgerOwner = z.strictObject({
  stationId: z.string(),
  keyId: z.string(),
  publicKeyBase64: z.string(),
  /** What the ledger held before this copy began: labels of those drives were printed, or not, by somebody before it. */
  historyEntries: z.number().int().nonnegative(),
});
export type LedgerOwner = z.infer<typeof ledgerOwner>;
