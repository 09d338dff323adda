import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fromBase64, toBase64 } from '../../../core/record/bytes.ts';
import type { RunTool } from '../tools/run.ts';
import { sealInTpm, unsealFromTpm } from '../tools/tpm2.ts';
import { createFileOnce, readIfPresent, syncDirectory } from './durableFile.ts';
import {
  keyInFile,
  makeKeyInFile,
  readStationKey,
  type StationKey,
  stationKeyFile,
  stationKeyFrom,
} from './stationKey.ts';

/** Where the station's key lies: in a file (the default), or sealed by a TPM 2.0, which is at `tcti`. */
export type KeyHolder = { readonly kind: 'file' } | { readonly kind: 'tpm2'; readonly tcti: string };

/** `station-key.tpm.json`: without its TPM nobody can open it. */
const sealedFile = z.strictObject({
  format: z.literal('wipebench-sealed-station-key/1'),
  publicPartBase64: z.string(),
  privatePartBase64: z.string(),
});

/**
 * The station's key from its holder; a new one only when `mayCreate`. A key that once lay in a file is not put into a TPM: a copy of it may be anywhere,
 * and a certificate must not claim better. Throws an Error with a sentence.
 */
export async function openStationKey(
  stateDirectory: string,
  holder: KeyHolder,
  mayCreate: boolean,
  run: RunTool,
): Promise<StationKey> {
  const sealedPath = keyPath(stateDirectory, 'tpm2', 'current');
  if (holder.kind === 'file') {
    if (existsSync(sealedPath))
      throw new Error(`${sealedPath}: this station's key is sealed by its TPM. Start with --station-key tpm2.`);
    return readStationKey(stateDirectory, mayCreate);
  }
  if (existsSync(stationKeyFile(stateDirectory))) {
    throw new Error(
      "This station's key lies in a file, where it may have been copied; a TPM cannot take that back. Begin a new station for a key in the TPM.",
    );
  }
  const existing = readIfPresent(sealedPath);
  if (existing !== null) return stationKeyFrom(privateKeyOf(await unseal(existing, sealedPath, holder.tcti, run)));
  if (!mayCreate)
    throw new Error(`${sealedPath} is missing although this station has a ledger. Put it back from its backup.`);
  return makeSealedKey(sealedPath, holder.tcti, run);
}

/** The key that is to follow: made, and not yet taken up by an entry of the ledger, or not yet put in its place after that. `null`: there is none. */
export async function openNextKey(stateDirectory: string, holder: KeyHolder, run: RunTool): Promise<StationKey | null> {
  const path = keyPath(stateDirectory, holder.kind, 'next');
  const existing = readIfPresent(path);
  if (existing === null) return null;
  if (holder.kind === 'file') return keyInFile(existing, path);
  return stationKeyFrom(privateKeyOf(await unseal(existing, path, holder.tcti, run)));
}

/** Makes the key that is to follow, in the same holder; durable when it returns. */
export async function makeNextKey(stateDirectory: string, holder: KeyHolder, run: RunTool): Promise<StationKey> {
  const path = keyPath(stateDirectory, holder.kind, 'next');
  return holder.kind === 'file' ? makeKeyInFile(path) : makeSealedKey(path, holder.tcti, run);
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
  const infix = which === 'next' ? '.next' : '';
  return join(stateDirectory, `station-key${infix}${kind === 'file' ? '.pem' : '.tpm.json'}`);
}

async function makeSealedKey(path: string, tcti: string, run: RunTool): Promise<StationKey> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { publicPart, privatePart } = await sealInTpm(run, tcti, privateKey.export({ type: 'pkcs8', format: 'der' }));
  const content = {
    format: 'wipebench-sealed-station-key/1',
    publicPartBase64: toBase64(publicPart),
    privatePartBase64: toBase64(privatePart),
  } satisfies z.infer<typeof sealedFile>;
  // Opened again before anything is signed with it: a key that cannot be opened tomorrow must not sign today.
  const opened = await unseal(JSON.stringify(content), path, tcti, run);
  createFileOnce(path, `${JSON.stringify(content)}\n`);
  return stationKeyFrom(privateKeyOf(opened));
}

async function unseal(text: string, path: string, tcti: string, run: RunTool): Promise<Buffer> {
  try {
    const { publicPartBase64, privatePartBase64 } = sealedFile.parse(JSON.parse(text));
    const sealed = { publicPart: fromBase64(publicPartBase64), privatePart: fromBase64(privatePartBase64) };
    return await unsealFromTpm(run, tcti, sealed);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The station key in ${path} could not be opened by the TPM at ${tcti}: ${why}`, { cause });
  }
}

function privateKeyOf(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
