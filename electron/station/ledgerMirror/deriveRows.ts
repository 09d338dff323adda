import { z } from 'zod';
import { type ActV1, actV1 } from '../../../core/record/actV1.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { certificateV1 } from '../../../core/record/certificateV1.ts';
import { type Certificate, certificateV2 } from '../../../core/record/certificateV2.ts';
import { type DestructionV1, destructionV1 } from '../../../core/record/destructionV1.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { refusalIn } from '../../../core/record/qualityRefusal.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';

/** What an entry means to the station. `not-understood` is an entry of a later version: kept, but not shown as a row. */
export type Derived =
  | { readonly kind: 'record'; readonly record: RecordV1 }
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  | { readonly kind: 'destruction'; readonly destruction: DestructionV1 }
  | { readonly kind: 'paper-set'; readonly logoPngBase64: string | null }
  /** A second person did not accept what the record says. */
  | {
      readonly kind: 'quality-refused';
      readonly recordId: string;
      readonly decision: 'reject' | 'quarantine';
      readonly at: string;
    }
  | { readonly kind: 'other' }
  | { readonly kind: 'not-understood'; readonly why: string };

/** Reads the payload of a checked entry. Pure; never throws for what a peer sent. */
export function derive(entry: LedgerEntry): Derived {
  try {
    switch (entry.envelope.payloadType) {
      case 'application/vnd.wipebench.record.v1+json':
        return { kind: 'record', record: recordV1.parse(payloadOf(entry)) };
      case 'application/vnd.wipebench.certificate.v1+json':
        return { kind: 'certificate', certificate: certificateV1.parse(payloadOf(entry)) };
      case 'application/vnd.wipebench.certificate.v2+json':
        return { kind: 'certificate', certificate: certificateV2.parse(payloadOf(entry)) };
      case 'application/vnd.wipebench.destruction.v1+json':
        return { kind: 'destruction', destruction: destructionV1.parse(payloadOf(entry)) };
      case 'application/vnd.wipebench.act.v1+json':
        return ofAct(actV1.parse(payloadOf(entry)));
      default:
        return { kind: 'other' };
    }
  } catch (cause) {
    return { kind: 'not-understood', why: cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause) };
  }
}

function ofAct(act: ActV1): Derived {
  const refusal = refusalIn(act);
  if (refusal !== null) return { kind: 'quality-refused', ...refusal, at: act.at };
  const logo = act.details.logoPngBase64;
  return act.act === 'paper-set'
    ? { kind: 'paper-set', logoPngBase64: typeof logo === 'string' ? logo : null }
    : { kind: 'other' };
}

function payloadOf(entry: LedgerEntry): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(entry.envelope.payload)));
}
