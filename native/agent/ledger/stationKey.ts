import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { createFileOnce, readIfPresent } from './durableFile.ts';

/** A signing key of the station. It signs nothing but what `Ledger` hands it. */
export type StationKey = {
  readonly keyId: string;
  /** 32 raw bytes (RFC 8032). */
  readonly publicKey: Uint8Array;
  readonly publicKeyBase64: string;
  sign(bytes: Uint8Array): Uint8Array;
};

/**
 * Reads `station-key.pem`, or makes it when `mayCreate`. A key that is missing beside an existing ledger, or that cannot be read, is an error:
 * a new key in its place would cut the station off from its own past.
 */
export function readStationKey(stateDirectory: string, mayCreate: boolean): StationKey {
  const path = stationKeyFile(stateDirectory);
  const existing = readIfPresent(path);
  if (existing !== null) return keyInFile(existing, path);
  if (!mayCreate) {
    throw new Error(`${path} is missing although this station has a ledger. Put the key back from its backup.`);
  }
  return makeKeyInFile(path);
}

/** The key in the text of a file. Throws an Error with a sentence. */
export function keyInFile(pem: string, path: string): StationKey {
  return stationKeyFrom(readPrivateKey(pem, path));
}

/** Makes a key and its file, which must not exist yet; durable when it returns. */
export function makeKeyInFile(path: string): StationKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  createFileOnce(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return stationKeyFrom(privateKey);
}

/** Where the key lies when its holder is a file. */
export function stationKeyFile(stateDirectory: string): string {
  return join(stateDirectory, 'station-key.pem');
}

function readPrivateKey(pem: string, path: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new Error(`${path} is not a readable private key. Put the key back from its backup.`, { cause });
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is no Ed25519 key.`);
  return key;
}

/** The key with its names; it must be Ed25519. */
export function stationKeyFrom(privateKey: KeyObject): StationKey {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error('the station key has no public half');
  const publicKey = Buffer.from(x, 'base64url');
  const keyId = createHash('sha256').update(publicKey).digest('hex');
  return {
    keyId,
    publicKey,
    publicKeyBase64: publicKey.toString('base64'),
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}
