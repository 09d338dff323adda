import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { DER, der, derObjectId } from '../../../core/record/der.ts';

const TAG = { boolean: 0x01, bits: 0x03, utf8: 0x0c, printable: 0x13, utcTime: 0x17 } as const;
const RSA_SHA256 = der(DER.sequence, derObjectId('1.2.840.113549.1.1.11'), der(DER.nothing));
/** "No well-defined expiration date" (RFC 5280 section 4.1.2.5): a certificate of sanitization must be checkable years later. */
const NEVER = '99991231235959Z';

/**
 * A self-made X.509 certificate (RFC 5280) of the key that signs PDFs. It names the station and proves nothing by itself: the ledger does, because every
 * certificate of sanitization seals its digest. Not a pure function: its serial number is chance.
 */
export function selfMadeCertificate(
  names: { readonly stationName: string; readonly stationId: string; readonly virtual: boolean },
  keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  at: Date,
): Uint8Array {
  const name = der(
    DER.sequence,
    part('2.5.4.10', TAG.utf8, names.virtual ? 'Wipebench VIRTUAL BENCH, no real drives' : 'Wipebench station'),
    // ub-common-name is 64 characters.
    part('2.5.4.3', TAG.utf8, [...names.stationName].slice(0, 64).join('')),
    part('2.5.4.5', TAG.printable, names.stationId),
  );
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const signed = der(
    DER.sequence,
    der(DER.context(0), der(DER.integer, Uint8Array.of(2))),
    der(DER.integer, serial),
    RSA_SHA256,
    name,
    der(DER.sequence, der(TAG.utcTime, ascii(utcTime(at))), der(DER.generalizedTime, ascii(NEVER))),
    name,
    keys.publicKey.export({ format: 'der', type: 'spki' }),
    der(DER.context(3), der(DER.sequence, ...extensions())),
  );
  const signature = sign('sha256', signed, keys.privateKey);
  return der(DER.sequence, signed, RSA_SHA256, der(TAG.bits, Uint8Array.of(0), signature));
}

/** No authority, and only for signing documents (digitalSignature, contentCommitment). */
function extensions(): Uint8Array[] {
  const critical = der(TAG.boolean, Uint8Array.of(0xff));
  const extension = (id: string, value: Uint8Array) =>
    der(DER.sequence, derObjectId(id), critical, der(DER.octets, value));
  return [
    extension('2.5.29.19', der(DER.sequence)),
    extension('2.5.29.15', der(TAG.bits, Uint8Array.of(6, 0b1100_0000))),
  ];
}

function part(id: string, tag: number, text: string): Uint8Array {
  return der(DER.set, der(DER.sequence, derObjectId(id), der(tag, new TextEncoder().encode(text))));
}

function utcTime(at: Date): string {
  return `${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
