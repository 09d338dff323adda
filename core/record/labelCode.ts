import { cdeEncodeOptions, decode, encode } from 'cbor2';
import { fromBase45, toBase45 } from './base45.ts';
import { fromHex, toHex } from './bytes.ts';
import type { RecordV1 } from './recordV1.ts';

/**
 * The text of a label's QR code: `WB1:` + base45(deterministic CBOR of [payload bytes, 64-byte signature]). docs/record-format.md has every byte.
 * The numbers below are written on paper that sticks to drives: they may be added to, never changed.
 */
const PREFIX = 'WB1:';
const METHODS = { clear: 1, purge: 2, destroy: 3 } as const;
const TECHNIQUES = {
  'overwrite-zeros': 1,
  'overwrite-stream': 2,
  'overwrite-three-pass': 3,
  'nvme-sanitize-block': 4,
  'nvme-sanitize-crypto': 5,
  'nvme-sanitize-overwrite': 6,
  'nvme-format-user-data': 7,
  'nvme-format-crypto': 8,
  'ata-sanitize-block': 9,
  'ata-sanitize-crypto': 10,
  'ata-sanitize-overwrite': 11,
  'ata-security-erase': 12,
  'ata-security-erase-enhanced': 13,
  'scsi-sanitize-block': 14,
  'scsi-sanitize-crypto': 15,
  'scsi-sanitize-overwrite': 16,
  'scsi-format-unit': 17,
  'opal-psid-revert': 18,
  blkdiscard: 19,
} as const;
const OUTCOMES = {
  sanitized: 1,
  'sanitized-with-exceptions': 2,
  failed: 3,
  stalled: 4,
  interrupted: 5,
  unverified: 6,
} as const;

/** Longer models and serial numbers end in a visible `…`, so that the code fits a small label. */
const MODEL_CHARACTERS = 24;
const SERIAL_CHARACTERS = 32;
/** Far above what `encodeLabelCode` can write; keeps a reader from working on a novel. */
const LONGEST_TEXT = 1024;

export type LabelCodeFacts = {
  readonly serialNumber: string | null;
  readonly model: string | null;
  readonly method: keyof typeof METHODS;
  readonly techniqueId: keyof typeof TECHNIQUES;
  readonly outcome: keyof typeof OUTCOMES;
  /** End of the job, whole seconds since 1970-01-01 UTC. */
  readonly epochSeconds: number;
  readonly recordId: string;
  /** Hex of the key's name or at least of its first 8 bytes; only those are carried. */
  readonly keyId: string;
  readonly virtual: boolean;
};

export type LabelCode = {
  readonly facts: LabelCodeFacts;
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
};

/** What the label of a sealed record says. Throws a TypeError for a technique that has no number yet. */
export function labelCodeFacts(record: RecordV1, keyId: string): LabelCodeFacts {
  const { drive, technique, verdict, clock, recordId, virtual } = record;
  if (!isKey(TECHNIQUES, technique.techniqueId)) throw new TypeError(`${technique.techniqueId} has no label number`);
  return {
    serialNumber: shortened(drive.serialNumber, SERIAL_CHARACTERS),
    model: shortened(drive.model, MODEL_CHARACTERS),
    method: technique.method,
    techniqueId: technique.techniqueId,
    outcome: verdict.outcome,
    epochSeconds: Math.floor(Date.parse(clock.endedAt) / 1000),
    recordId,
    keyId: keyId.slice(0, 16),
    virtual,
  };
}

/** The payload: a deterministic CBOR map with the keys 1 to 8. */
export function labelCodePayload(facts: LabelCodeFacts): Uint8Array<ArrayBuffer> {
  const map = new Map<number, unknown>([
    [1, shortened(facts.serialNumber, SERIAL_CHARACTERS)],
    [2, shortened(facts.model, MODEL_CHARACTERS)],
    [3, METHODS[facts.method] * 256 + TECHNIQUES[facts.techniqueId]],
    [4, OUTCOMES[facts.outcome]],
    [5, facts.epochSeconds],
    [6, fromHex(facts.recordId.replaceAll('-', ''))],
    [7, fromHex(facts.keyId.slice(0, 16))],
    [8, facts.virtual],
  ]);
  return Uint8Array.from(encode(map, cdeEncodeOptions));
}

/** The bytes that are signed: `WB1`, a line feed, the payload. No ledger envelope can ever start so. */
export function labelCodeMessage(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...new TextEncoder().encode('WB1\n'), ...payload]);
}

/** The text of the QR code. `signature` is the 64-byte Ed25519 signature over `labelCodeMessage(payload)`. */
export function encodeLabelCode(payload: Uint8Array, signature: Uint8Array): string {
  if (signature.length !== 64) throw new TypeError('an Ed25519 signature has 64 bytes');
  return PREFIX + toBase45(encode([Uint8Array.from(payload), Uint8Array.from(signature)], cdeEncodeOptions));
}

/**
 * Reads a label's text; `null` for anything but the one text that `encodeLabelCode` would write for the same facts and signature. The
 * signature is NOT checked here (`verifyLabelCode`).
 */
export function readLabelCode(text: string): LabelCode | null {
  if (!text.startsWith(PREFIX) || text.length > LONGEST_TEXT) return null;
  try {
    const [payload, signature] = pairOfBytes(decode(fromBase45(text.slice(PREFIX.length))));
    const facts = factsOf(decode(payload));
    const again = encodeLabelCode(labelCodePayload(facts), signature);
    return again === text ? { facts, payload, signature } : null;
  } catch {
    // Base45 and CBOR readers throw on what is not theirs; for a label that is the answer "unreadable".
    return null;
  }
}

function pairOfBytes(value: unknown): [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  if (!Array.isArray(value) || value.length !== 2) throw new TypeError('not a pair');
  return [bytesOf(value[0]), bytesOf(value[1])];
}

function factsOf(value: unknown): LabelCodeFacts {
  if (!(value instanceof Map)) throw new TypeError('not a map');
  const code = integerOf(value.get(3));
  const recordId = toHex(bytesOf(value.get(6)));
  return {
    serialNumber: textOf(value.get(1)),
    model: textOf(value.get(2)),
    method: nameOf(METHODS, code >> 8),
    techniqueId: nameOf(TECHNIQUES, code & 255),
    outcome: nameOf(OUTCOMES, integerOf(value.get(4))),
    epochSeconds: integerOf(value.get(5)),
    recordId: recordId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    keyId: toHex(bytesOf(value.get(7))),
    virtual: booleanOf(value.get(8)),
  };
}

/** At most `most` characters (code points), the last one `…` where something was left out. */
function shortened(text: string | null, most: number): string | null {
  if (text === null) return null;
  const characters = [...text.toWellFormed()];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

function isKey<T extends object>(table: T, name: string): name is keyof T & string {
  return Object.hasOwn(table, name);
}

function nameOf<T extends Readonly<Record<string, number>>>(table: T, number: number): keyof T & string {
  const found = Object.keys(table).find((name) => table[name] === number);
  if (found === undefined) throw new TypeError('unknown number');
  return found;
}

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  if (!(value instanceof Uint8Array)) throw new TypeError('not bytes');
  return Uint8Array.from(value);
}

function integerOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new TypeError('not an integer');
  return value;
}

function textOf(value: unknown): string | null {
  if (value !== null && typeof value !== 'string') throw new TypeError('not text');
  return value;
}

function booleanOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('not a truth value');
  return value;
}
