import { z } from 'zod';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { type CertificateV1, certificateV1 } from '../../../core/record/certificateV1.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';

/** What an entry means to the station. `not-understood` is an entry of a later version: kept, but not shown as a row. */
export type Derived =
  | { readonly kind: 'record'; readonly record: RecordV1 }
  | { readonly kind: 'certificate'; readonly certificate: CertificateV1 }
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
      default:
        return { kind: 'other' };
    }
  } catch (cause) {
    return { kind: 'not-understood', why: cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause) };
  }
}

function payloadOf(entry: LedgerEntry): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(entry.envelope.payload)));
}
