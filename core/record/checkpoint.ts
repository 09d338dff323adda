import { fromBase64, fromHex, toBase64, toHex } from './bytes.ts';
import type { VerifyingCrypto } from './crypto.ts';

/**
 * The station's signed word on its ledger after an entry: how long it is, the root of its Merkle tree, and how many of the entries are
 * certificates. A C2SP tlog-checkpoint in a C2SP signed note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), with exactly one signature.
 */
export type Checkpoint = {
  readonly stationId: string;
  readonly entries: number;
  /** Hex of the Merkle root of the first `entries` entries. */
  readonly root: string;
  /** How many of the entries are certificates: a proof hides what the other entries are, so an export's "N of M" needs the station's word. */
  readonly certificates: number;
  readonly virtual: boolean;
};

const STATION = /^[A-Za-z0-9._-]{1,64}$/;
const NOTE =
  /^wipebench\/(?<station>[A-Za-z0-9._-]{1,64})\n(?<entries>[0-9]{1,15})\n(?<root>[A-Za-z0-9+/]{43}=)\ncertificates (?<certificates>[0-9]{1,15})\nvirtual (?<virtual>true|false)\n\n— wipebench\/\k<station> (?<signature>[A-Za-z0-9+/]{91}=)\n$/;

/** The name of the ledger and of its key in notes. */
export function noteName(stationId: string): string {
  if (!STATION.test(stationId)) throw new TypeError('this station has no name that a signed note can carry');
  return `wipebench/${stationId}`;
}

/** The text that is signed, its last line feed included. */
export function checkpointText({ stationId, entries, root, certificates, virtual }: Checkpoint): string {
  const lines = [noteName(stationId), entries, toBase64(fromHex(root)), `certificates ${certificates}`];
  return [...lines, `virtual ${virtual}`].map((line) => `${line}\n`).join('');
}

/** The four bytes by which a note names a key: the start of SHA-256 of name, line feed, `01` (Ed25519) and the raw key. */
export async function noteKeyHash(name: string, publicKey: Uint8Array, crypto: VerifyingCrypto): Promise<Uint8Array> {
  const bytes = Uint8Array.from([...new TextEncoder().encode(`${name}\n`), 1, ...publicKey]);
  return (await crypto.sha256(bytes)).subarray(0, 4);
}

/** The signed note. `sign` makes the 64-byte Ed25519 signature of the key whose public half is given. */
export async function signedCheckpoint(
  checkpoint: Checkpoint,
  publicKey: Uint8Array,
  sign: (bytes: Uint8Array) => Uint8Array,
  crypto: VerifyingCrypto,
): Promise<string> {
  const text = checkpointText(checkpoint);
  const name = noteName(checkpoint.stationId);
  const signature = sign(new TextEncoder().encode(text));
  return `${text}\n— ${name} ${toBase64(Uint8Array.from([...(await noteKeyHash(name, publicKey, crypto)), ...signature]))}\n`;
}

type Read = { readonly checkpoint: Checkpoint; readonly keyHash: Uint8Array; readonly signature: Uint8Array };

/** Reads a note, strictly: only the one text that `signedCheckpoint` would write for the same facts and signature; else `null`. Checks no signature. */
export function readCheckpoint(note: string): Read | null {
  const parts = NOTE.exec(note)?.groups;
  if (parts === undefined) return null;
  try {
    const signed = fromBase64(parts.signature ?? '');
    const checkpoint = {
      stationId: parts.station ?? '',
      entries: Number(parts.entries),
      root: toHex(fromBase64(parts.root ?? '')),
      certificates: Number(parts.certificates),
      virtual: parts.virtual === 'true',
    };
    const again = `${checkpointText(checkpoint)}\n— ${noteName(checkpoint.stationId)} ${toBase64(signed)}\n`;
    return again === note ? { checkpoint, keyHash: signed.subarray(0, 4), signature: signed.subarray(4) } : null;
  } catch {
    // Strict base64 throws on other spellings: such a note is none.
    return null;
  }
}

/** The checkpoint if the note was signed by this key, else the reason in one code. */
export async function openCheckpoint(
  note: string,
  publicKey: Uint8Array,
  crypto: VerifyingCrypto,
): Promise<{ readonly checkpoint: Checkpoint } | { readonly problem: 'malformed' | 'other-key' | 'bad-signature' }> {
  const read = readCheckpoint(note);
  if (read === null) return { problem: 'malformed' };
  const { checkpoint, keyHash, signature } = read;
  const expected = await noteKeyHash(noteName(checkpoint.stationId), publicKey, crypto);
  if (toHex(expected) !== toHex(keyHash)) return { problem: 'other-key' };
  const genuine = await crypto.verifyEd25519(
    publicKey,
    new TextEncoder().encode(checkpointText(checkpoint)),
    signature,
  );
  return genuine ? { checkpoint } : { problem: 'bad-signature' };
}
