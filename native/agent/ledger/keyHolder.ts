import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunTool } from '../tools/run.ts';
import { createFileOnce, readIfPresent, syncDirectory } from './durableFile.ts';
import { type Sealer, sealKey, unsealKey } from './sealedKey.ts';
import { keyInFile, makeKeyInFile, readStationKey, type StationKey, stationKeyFrom } from './stationKey.ts';

/** Where the station's key lies: in a file (the default), or sealed by a TPM 2.0 or by a PKCS#11 token. */
export type KeyHolder = { readonly kind: 'file' } | Sealer;

const SUFFIX = { file: '.pem', tpm2: '.tpm.json', pkcs11: '.pkcs11.json' } as const;

/** What is said of a key that lies elsewhere than the agent was told. */
const ELSEWHERE = {
  file: "this station's key lies in a file, where it may have been copied; nothing that seals keys can take that back. Begin a new station for a sealed key.",
  tpm2: "this station's key is sealed by its TPM. Start with --station-key tpm2.",
  pkcs11: "this station's key is sealed by a PKCS#11 token. Start with --station-key pkcs11:FILE.",
} as const;

/**
 * The station's key from its holder; a new one only when `mayCreate`. A key that once lay in a file is not sealed: a copy of it may be anywhere, and a
 * certificate must not claim better. Throws an Error with a sentence.
 */
export async function openStationKey(
  stateDirectory: string,
  holder: KeyHolder,
  mayCreate: boolean,
  run: RunTool,
): Promise<StationKey> {
  for (const kind of ['file', 'tpm2', 'pkcs11'] as const) {
    const path = keyPath(stateDirectory, kind, 'current');
    if (kind !== holder.kind && existsSync(path)) throw new Error(`${path}: ${ELSEWHERE[kind]}`);
  }
  if (holder.kind === 'file') return readStationKey(stateDirectory, mayCreate);
  const path = keyPath(stateDirectory, holder.kind, 'current');
  const existing = readIfPresent(path);
  const place = { stateDirectory, run };
  if (existing !== null) return stationKeyFrom(privateKeyOf(await unsealKey(existing, path, holder, place)));
  if (!mayCreate)
    throw new Error(`${path} is missing although this station has a ledger. Put it back from its backup.`);
  return makeSealedKey(path, holder, place);
}

/** The key that is to follow: made, and not yet taken up by an entry of the ledger, or not yet put in its place after that. `null`: there is none. */
export async function openNextKey(stateDirectory: string, holder: KeyHolder, run: RunTool): Promise<StationKey | null> {
  const path = keyPath(stateDirectory, holder.kind, 'next');
  const existing = readIfPresent(path);
  if (existing === null) return null;
  if (holder.kind === 'file') return keyInFile(existing, path);
  return stationKeyFrom(privateKeyOf(await unsealKey(existing, path, holder, { stateDirectory, run })));
}

/** Makes the key that is to follow, in the same holder; durable when it returns. */
export async function makeNextKey(stateDirectory: string, holder: KeyHolder, run: RunTool): Promise<StationKey> {
  const path = keyPath(stateDirectory, holder.kind, 'next');
  return holder.kind === 'file' ? makeKeyInFile(path) : makeSealedKey(path, holder, { stateDirectory, run });
}

/** Puts the key that is to follow in the place of the old one, which is gone then. Once the ledger says so, and only then. */
export function putNextKeyInPlace(stateDirectory: string, { kind }: KeyHolder): void {
  renameSync(keyPath(stateDirectory, kind, 'next'), keyPath(stateDirectory, kind, 'current'));
  syncDirectory(stateDirectory);
}

/** Forgets a key that no entry of the ledger took up. */
export function dropNextKey(stateDirectory: string, { kind }: KeyHolder): void {
  rmSync(keyPath(stateDirectory, kind, 'next'), { force: true });
  syncDirectory(stateDirectory);
}

function keyPath(stateDirectory: string, kind: KeyHolder['kind'], which: 'current' | 'next'): string {
  return join(stateDirectory, `station-key${which === 'next' ? '.next' : ''}${SUFFIX[kind]}`);
}

async function makeSealedKey(path: string, sealer: Sealer, place: Parameters<typeof sealKey>[2]): Promise<StationKey> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const text = await sealKey(sealer, privateKey.export({ type: 'pkcs8', format: 'der' }), place);
  // Opened again before anything is signed with it: a key that cannot be opened tomorrow must not sign today.
  const opened = await unsealKey(text, path, sealer, place);
  createFileOnce(path, text);
  return stationKeyFrom(privateKeyOf(opened));
}

function privateKeyOf(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
