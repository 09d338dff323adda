import { known, type Reading, unknown } from './reading.ts';

/** One statement of a drive about its state, as SCSI says it: sense key, additional sense code and qualifier. */
export type SenseCode = { readonly key: number; readonly asc: number; readonly ascq: number };

export type SenseData = SenseCode & {
  /** It speaks of an earlier command, not of now (response codes 71h and 73h). */
  readonly deferred: boolean;
  /** 0 to 1; `null` when the drive told none. */
  readonly progress: number | null;
  /** Other states of the same moment with a progress of their own (descriptor 0Ah). */
  readonly alongside: readonly (SenseCode & { readonly progress: number })[];
};

/** Denominator of every progress indication (SPC-5, 4.4.2.4.4). */
const PROGRESS_WHOLE = 65_536;
const NO_SENSE = 0;
const NOT_READY = 2;
const SENSE_KEY_SPECIFIC = 0x02;
const ANOTHER_PROGRESS = 0x0a;

/**
 * Decodes sense data in fixed (70h, 71h) and in descriptor format (72h, 73h), SPC-5 section 4.4. Anything else, also bytes that are all zero or
 * too few to hold the additional sense code, is "not read": it must never pass for "no sense".
 */
export function parseSense(bytes: Uint8Array): Reading<SenseData> {
  const responseCode = (bytes[0] ?? 0) & 0x7f;
  const declaredEnd = 8 + (bytes[7] ?? 0);
  const whole = bytes.subarray(0, Math.min(bytes.length, declaredEnd));
  const deferred = (responseCode & 1) === 1;
  if (responseCode === 0x70 || responseCode === 0x71) {
    return whole.length < 14 ? unknown('the sense data is too short') : known({ ...fixed(whole), deferred });
  }
  if (responseCode === 0x72 || responseCode === 0x73) {
    return bytes.length < 8 ? unknown('the sense data is too short') : known({ ...withDescriptors(whole), deferred });
  }
  return unknown(`sense data of response code ${responseCode.toString(16)}h`);
}

function fixed(bytes: Uint8Array): Omit<SenseData, 'deferred'> {
  const key = at(bytes, 2) & 0x0f;
  return {
    key,
    asc: at(bytes, 12),
    ascq: at(bytes, 13),
    progress: bytes.length >= 18 ? specificProgress(key, bytes.subarray(15, 18)) : null,
    alongside: [],
  };
}

function withDescriptors(bytes: Uint8Array): Omit<SenseData, 'deferred'> {
  const key = at(bytes, 1) & 0x0f;
  let progress: number | null = null;
  const alongside: (SenseCode & { progress: number })[] = [];
  for (let from = 8; from + 1 < bytes.length; from += 2 + at(bytes, from + 1)) {
    const descriptor = bytes.subarray(from, from + 2 + at(bytes, from + 1));
    if (descriptor.length < 8) continue;
    if (at(descriptor, 0) === SENSE_KEY_SPECIFIC) progress = specificProgress(key, descriptor.subarray(4, 7));
    if (at(descriptor, 0) === ANOTHER_PROGRESS) {
      const code = { key: at(descriptor, 2) & 0x0f, asc: at(descriptor, 3), ascq: at(descriptor, 4) };
      alongside.push({ ...code, progress: wordAt(descriptor, 6) / PROGRESS_WHOLE });
    }
  }
  return { key, asc: at(bytes, 2), ascq: at(bytes, 3), progress, alongside };
}

/** The three sense key specific bytes hold a progress only where their valid bit says so and the sense key is one that has it. */
function specificProgress(key: number, bytes: Uint8Array): number | null {
  if ((at(bytes, 0) & 0x80) === 0 || (key !== NO_SENSE && key !== NOT_READY)) return null;
  return wordAt(bytes, 1) / PROGRESS_WHOLE;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function wordAt(bytes: Uint8Array, index: number): number {
  return at(bytes, index) * 256 + at(bytes, index + 1);
}

/** `05/20/00`, as data sheets write it. */
export function senseWords({ key, asc, ascq }: SenseCode): string {
  return [key, asc, ascq].map((one) => one.toString(16).toUpperCase().padStart(2, '0')).join('/');
}
