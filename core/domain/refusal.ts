import { z } from 'zod';
import { details } from './reason.ts';

/**
 * Every refusal a person can meet. Each has three sentences in `core/messages/<language>/refusals.json`:
 * `happened` (what happened), `meaning` (what it means), `action` (what to do now).
 */
export const refusalCode = z.enum([
  'drive-unknown',
  'drive-gone',
  'drive-mounted',
  'drive-swap',
  'drive-held',
  'drive-member',
  'drive-system-disk',
  'drive-busy',
  'drive-read-only',
  'drive-empty',
  'drive-changed',
  'drive-not-answering',
  'drive-unsupported',
  'drive-unreadable',
  'drive-identity-missing',
  'drive-identity-conflict',
  'drive-duplicate-serial',
  'drive-unhealthy',
  'technique-unsuitable',
  'policy-unknown',
  'token-unknown',
  'token-expired',
  'token-used',
  'confirmation-mismatch',
  'job-running',
  'job-unknown',
  'not-signed-in',
  'session-expired',
  'role-missing',
  'pin-wrong',
  'pin-locked',
  'person-unknown',
  'person-exists',
  'four-eyes',
  'person-disabled',
  'not-for-oneself',
  'last-shift-lead',
  'pin-needed',
  'badge-locked',
  'competence-missing',
  'competence-expired',
  'not-drawn',
  'draw-unknown',
  'quality-pending',
  'quality-rejected',
  'quality-decided',
  'reverify-impossible',
  'reverify-running',
  'reverify-missing',
  'reverify-residue',
  'drive-not-of-record',
  'drive-awaits-quality',
  'lot-held',
  'lot-not-held',
  'record-unknown',
  'record-not-passing',
  'certificate-exists',
  'certificate-unknown',
  'paper-key-other',
  'paper-not-drawn',
  'paper-drawn-otherwise',
  'logo-unsuitable',
  'time-stamp-refused',
  'not-virtual',
  'bay-occupied',
  'bay-unknown',
  'bay-empty',
  'printer-absent',
  'printer-not-ready',
  'label-unknown',
  'label-before-verdict',
  'reprint-reason-missing',
  'agent-lost',
  'ledger-damaged',
  'storage-full',
  'export-empty',
  'upload-sink-unknown',
  'export-too-large',
  'export-running',
  'export-not-running',
  'export-cancelled',
  'export-disk-full',
  'folder-not-opened',
  'customer-unknown',
  'lot-unknown',
  'lot-exists',
  'lot-closed',
  'file-unknown',
  'file-too-large',
  'file-incomplete',
  'list-kind-unknown',
  'list-old-excel',
  'list-damaged',
  'list-too-large',
  'list-empty',
  'list-without-identity',
  'list-plan-unsuitable',
  'list-known',
  'import-running',
  'import-not-running',
  'import-cancelled',
  'receiving-impossible',
  'thing-unknown',
  'act-unknown',
  'exception-unknown',
  'exception-not-open',
  'closure-unsuitable',
  'disposition-unsuitable',
  'lot-not-closable',
  'drive-of-no-asset',
  'drive-of-unexpected-computer',
  'policy-below-requirement',
  'requirement-not-understood',
  'engine-missing',
]);
export type RefusalCode = z.infer<typeof refusalCode>;

/** An expected "no": a value, not an exception. */
export const refusal = z.strictObject({ code: refusalCode, details });
export type Refusal = z.infer<typeof refusal>;

/** Makes a refusal; `facts` fill the sentences' places. */
export function refuse(code: RefusalCode, facts: Refusal['details'] = {}): Refusal {
  return { code, details: facts };
}

/** Either the value or the refusal; the window shows the refusal's three sentences. */
export type Answer<T> = { outcome: 'done'; value: T } | { outcome: 'refused'; refusals: Refusal[] };

/** The schema of an `Answer`, for contracts. */
export function answer<S extends z.ZodType>(value: S) {
  return z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('done'), value }),
    z.strictObject({ outcome: z.literal('refused'), refusals: z.array(refusal).min(1).max(64) }),
  ]);
}
