import { z } from 'zod';
import { type ActV1, actV1, type ExportV1, exportV1 } from '../../../core/record/actV1.ts';
import { toBase64 } from '../../../core/record/bytes.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import { certificateV1 } from '../../../core/record/certificateV1.ts';
import { type Certificate, certificateV2 } from '../../../core/record/certificateV2.ts';
import { type DestructionV1, destructionV1 } from '../../../core/record/destructionV1.ts';
import {
  type Envelope,
  KEY_ROTATION,
  type PayloadType,
  preAuthenticationEncoding,
  type Signature,
} from '../../../core/record/envelope.ts';
import { type KeyRotationV1, keyRotationV1 } from '../../../core/record/keyRotationV1.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';
import type { StationKey } from './stationKey.ts';

/** What the station can state. There is no way to have bytes of somebody else's choosing signed. */
export type Statement =
  | { readonly kind: 'record'; readonly payload: RecordV1 }
  | { readonly kind: 'certificate'; readonly payload: Certificate }
  | { readonly kind: 'act'; readonly payload: ActV1 }
  | { readonly kind: 'export'; readonly payload: ExportV1 }
  | { readonly kind: 'key-rotation'; readonly payload: KeyRotationV1 }
  | { readonly kind: 'destruction'; readonly payload: DestructionV1 };

/** Certificates are sealed in the newest version; older ones are only read. */
const CERTIFICATE_V1 = 'application/vnd.wipebench.certificate.v1+json';

const kinds = {
  record: { type: 'application/vnd.wipebench.record.v1+json', schema: recordV1 },
  certificate: { type: 'application/vnd.wipebench.certificate.v2+json', schema: certificateV2 },
  act: { type: 'application/vnd.wipebench.act.v1+json', schema: actV1 },
  export: { type: 'application/vnd.wipebench.export.v1+json', schema: exportV1 },
  'key-rotation': { type: KEY_ROTATION, schema: keyRotationV1 },
  destruction: { type: 'application/vnd.wipebench.destruction.v1+json', schema: destructionV1 },
} as const satisfies Record<Statement['kind'], { type: PayloadType; schema: z.ZodType }>;

/**
 * Signs a statement as a DSSE envelope, a key rotation with the new key besides. Throws when the payload is not of its format: that is our own fault, never
 * a caller's.
 */
export function sealStatement(statement: Statement, key: StationKey, newKey: StationKey | null = null): Envelope {
  if ((statement.kind === 'key-rotation') !== (newKey !== null)) throw new Error('a key change has two signatures');
  const { type, schema } = kinds[statement.kind];
  const bytes = canonicalBytes(schema.parse(statement.payload));
  const signedBy = ({ keyId, sign }: StationKey): Signature => ({
    keyid: keyId,
    sig: toBase64(sign(preAuthenticationEncoding(type, bytes))),
  });
  const signatures = [signedBy(key), ...(newKey === null ? [] : [signedBy(newKey)])];
  return { payloadType: type, payload: toBase64(bytes), signatures };
}

/** The statement in an envelope's payload, or why it is none. */
export function readStatement(type: PayloadType, payload: Uint8Array): Statement | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return { problem: 'not JSON' };
  }
  const read = <K extends Statement['kind']>(kind: K) => {
    const parsed = kinds[kind].schema.safeParse(value);
    return parsed.success ? { kind, payload: parsed.data } : { problem: z.prettifyError(parsed.error) };
  };
  switch (type) {
    case 'application/vnd.wipebench.record.v1+json':
      return read('record') as Statement;
    case CERTIFICATE_V1: {
      const parsed = certificateV1.safeParse(value);
      return parsed.success
        ? { kind: 'certificate', payload: parsed.data }
        : { problem: z.prettifyError(parsed.error) };
    }
    case 'application/vnd.wipebench.certificate.v2+json':
      return read('certificate') as Statement;
    case 'application/vnd.wipebench.act.v1+json':
      return read('act') as Statement;
    case 'application/vnd.wipebench.export.v1+json':
      return read('export') as Statement;
    case 'application/vnd.wipebench.destruction.v1+json':
      return read('destruction') as Statement;
    case KEY_ROTATION:
      return read('key-rotation') as Statement;
  }
}
