import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../../core/record/bytes.ts';
import { findProgram } from './locate.ts';
import type { RunTool } from './run.ts';

/** How a token is reached. */
export type Pkcs11Token = {
  /** The maker's PKCS#11 library. */
  readonly module: string;
  /** CKA_LABEL of the token. */
  readonly token: string;
  readonly pin: string;
  /** What the library wants in its environment. */
  readonly environment: Readonly<Record<string, string>>;
};

/** A secret that only one token can open: the id of the token's RSA key, and the secret encrypted to it. */
export type SealedByToken = { readonly tokenKeyId: string; readonly sealed: Uint8Array };

/** The token said that the PIN is wrong; each such answer brings it nearer to locking itself. */
export class PinRefused extends Error {}

/** A key pair of 3072 bits takes a smart card a minute. */
const TIMEOUT_MS = 180_000;
const MEMORY_FOLDER = '/dev/shm';
const PIN_VARIABLE = 'WIPEBENCH_TOKEN_PIN';
/** RSA-OAEP with SHA-1 and MGF1-SHA-1 (RFC 8017): the only parameters that all tokens have, and sound there (its appendix B.1). */
const PADDING = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' } as const;
const MECHANISM = ['--mechanism', 'RSA-PKCS-OAEP', '--hash-algorithm', 'SHA-1'];

/**
 * Seals at most 300 bytes: the token makes an RSA key that never leaves it, the secret is encrypted to that key's public half. By OpenSC's pkcs11-tool; the PIN goes to it in its
 * environment, which only root and its own user can read. Throws an Error with a sentence, PinRefused for a wrong PIN.
 */
export async function sealInToken(run: RunTool, token: Pkcs11Token, secret: Uint8Array): Promise<SealedByToken> {
  const tokenKeyId = toHex(randomBytes(8));
  const name = ['--id', tokenKeyId, '--label', 'wipebench station key'];
  const attributes = ['--usage-decrypt', '--sensitive', '--private'];
  await ask(run, token, ['--keypairgen', '--key-type', 'rsa:3072', ...name, ...attributes]);
  const der = await ask(run, token, ['--read-object', '--type', 'pubkey', '--id', tokenKeyId]);
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return { tokenKeyId, sealed: publicEncrypt({ key: publicKey, ...PADDING }, secret) };
}

/** Opens what `sealInToken` sealed. Throws as that does: also when this is another token. */
export async function unsealFromToken(run: RunTool, token: Pkcs11Token, given: SealedByToken): Promise<Buffer> {
  const folder = mkdtempSync(join(MEMORY_FOLDER, 'wipebench-token-'));
  try {
    const path = join(folder, 'sealed');
    const descriptor = openSync(path, 'wx', 0o600);
    writeSync(descriptor, given.sealed);
    closeSync(descriptor);
    // Without --output-file it comes back through the pipe: the secret never has a name.
    return await ask(run, token, ['--decrypt', ...MECHANISM, '--id', given.tokenKeyId, '--input-file', path]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs pkcs11-tool on the token, signed in; answers its standard output. */
async function ask(run: RunTool, given: Pkcs11Token, argv: readonly string[]): Promise<Buffer> {
  const { module, token, pin, environment } = given;
  const path = findProgram('pkcs11-tool');
  if (path === null) throw new Error('pkcs11-tool is not installed (Debian package opensc).');
  const place = ['--module', module, '--token-label', token, '--login', '--pin', `env:${PIN_VARIABLE}`];
  const result = await run({ name: 'pkcs11-tool', path, version: 'unknown' }, [...place, ...argv], {
    timeoutMs: TIMEOUT_MS,
    environment: { ...environment, [PIN_VARIABLE]: pin },
  });
  if (result.ending === 'exited' && result.exitCode === 0) return result.stdout;
  const said = (result.startError ?? result.stderr.toString('utf8')).trim().slice(0, 500);
  if (/CKR_PIN_(INCORRECT|LOCKED|INVALID|LEN_RANGE)/.test(said)) throw new PinRefused(`pkcs11-tool: ${said}`);
  throw new Error(`pkcs11-tool: ${said}`);
}
