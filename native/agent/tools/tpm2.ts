import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './locate.ts';
import type { RunTool } from './run.ts';

/** A secret that only one TPM can open: what `TPM2_Create` answers (TPM 2.0 library, part 3, section 12.1), public and private part. */
export type Sealed = { readonly publicPart: Uint8Array; readonly privatePart: Uint8Array };

const TIMEOUT_MS = 30_000;
/** Memory, not disk: for the secret while it is sealed, and for the handles of loaded objects. */
const MEMORY_FOLDER = '/dev/shm';

type Tpm = {
  readonly folder: string;
  /** Runs a program of tpm2-tools; answers its standard output. Throws an Error with what it said when it did not succeed. */
  readonly ask: (program: string, ...argv: readonly string[]) => Promise<Buffer>;
};

/**
 * Seals at most 128 bytes under the TPM's own storage key (owner hierarchy, ECC P-256), so that they open on this TPM only. `tcti` says where the TPM is
 * (`device:/dev/tpmrm0`; tpm2-tools, common/tcti.md). Throws an Error with a sentence.
 */
export function sealInTpm(run: RunTool, tcti: string, secret: Uint8Array): Promise<Sealed> {
  return withTpm(run, tcti, async ({ folder, ask }) => {
    const parent = await storageKey(folder, ask);
    const [publicPath, privatePath, secretPath] = ['sealed.pub', 'sealed.priv', 'secret'].map((name) =>
      join(folder, name),
    );
    if (publicPath === undefined || privatePath === undefined || secretPath === undefined) throw new Error('no paths');
    const descriptor = openSync(secretPath, 'wx', 0o600);
    try {
      writeSync(descriptor, secret);
    } finally {
      closeSync(descriptor);
    }
    // No dictionary-attack counter is needed (there is no password); the object never leaves this TPM.
    const attributes = 'fixedtpm|fixedparent|userwithauth|noda';
    await ask('tpm2_create', '-C', parent, '-i', secretPath, '-a', attributes, '-u', publicPath, '-r', privatePath);
    return { publicPart: readFileSync(publicPath), privatePart: readFileSync(privatePath) };
  });
}

/** Opens what `sealInTpm` sealed. Throws an Error with a sentence: also when this is another TPM, or it was cleared. */
export function unsealFromTpm(run: RunTool, tcti: string, { publicPart, privatePart }: Sealed): Promise<Buffer> {
  return withTpm(run, tcti, async ({ folder, ask }) => {
    const parent = await storageKey(folder, ask);
    const write = (name: string, bytes: Uint8Array): string => {
      const path = join(folder, name);
      const descriptor = openSync(path, 'wx', 0o600);
      writeSync(descriptor, bytes);
      closeSync(descriptor);
      return path;
    };
    const [publicPath, privatePath] = [write('sealed.pub', publicPart), write('sealed.priv', privatePart)];
    const object = join(folder, 'object');
    await ask('tpm2_load', '-C', parent, '-u', publicPath, '-r', privatePath, '-c', object);
    return ask('tpm2_unseal', '-c', object);
  });
}

/** The storage key follows from the TPM's seed: made anew it is the same one. */
async function storageKey(folder: string, ask: Tpm['ask']): Promise<string> {
  const context = join(folder, 'parent');
  await ask('tpm2_createprimary', '-Q', '-C', 'o', '-G', 'ecc256', '-g', 'sha256', '-c', context);
  return context;
}

async function withTpm<T>(run: RunTool, tcti: string, work: (tpm: Tpm) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(MEMORY_FOLDER, 'wipebench-tpm-'));
  const call: Tpm['ask'] = async (program, ...argv) => {
    const path = findProgram(program);
    if (path === null) throw new Error(`${program} is not installed (Debian package tpm2-tools).`);
    const result = await run({ name: program, path, version: 'unknown' }, ['-T', tcti, ...argv], {
      timeoutMs: TIMEOUT_MS,
    });
    if (result.ending === 'exited' && result.exitCode === 0) return result.stdout;
    throw new Error(`${program}: ${(result.startError ?? result.stderr.toString('utf8')).trim().slice(0, 500)}`);
  };
  const ask: Tpm['ask'] = async (program, ...argv) => {
    const told = await call(program, ...argv);
    // A TPM without the kernel's resource manager keeps loaded objects, and has room for three.
    await call('tpm2_flushcontext', '-t');
    return told;
  };
  try {
    return await work({ folder, ask });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
