import { z } from 'zod';
import { fromBase64, toBase64 } from '../../../core/record/bytes.ts';
import { PinRefused, type Pkcs11Token, sealInToken, unsealFromToken } from '../tools/pkcs11.ts';
import type { RunTool } from '../tools/run.ts';
import { sealInTpm, unsealFromTpm } from '../tools/tpm2.ts';
import { forgetRefusedPin, readTokenSettings, rememberRefusedPin } from './tokenSettings.ts';

/** What seals the station's key: the TPM at `tcti`, or the PKCS#11 token that the settings name. */
export type Sealer =
  | { readonly kind: 'tpm2'; readonly tcti: string }
  | { readonly kind: 'pkcs11'; readonly settingsPath: string };

/** `station-key.tpm.json`: without its TPM nobody can open it. */
const sealedByTpm = z.strictObject({
  format: z.literal('wipebench-sealed-station-key/1'),
  publicPartBase64: z.string(),
  privatePartBase64: z.string(),
});

/** `station-key.pkcs11.json`: without its token and the PIN nobody can open it. */
const sealedByToken = z.strictObject({
  format: z.literal('wipebench-token-sealed-station-key/1'),
  tokenKeyId: z.string().regex(/^[0-9a-f]{16}$/),
  sealedBase64: z.string(),
});

type Place = { readonly stateDirectory: string; readonly run: RunTool };

/** Seals a key; answers the text of the file that holds it from now on. Throws an Error with a sentence. */
export async function sealKey(sealer: Sealer, secret: Uint8Array, place: Place): Promise<string> {
  if (sealer.kind === 'tpm2') {
    const { publicPart, privatePart } = await sealInTpm(place.run, sealer.tcti, secret);
    const content = {
      format: 'wipebench-sealed-station-key/1',
      publicPartBase64: toBase64(publicPart),
      privatePartBase64: toBase64(privatePart),
    } satisfies z.infer<typeof sealedByTpm>;
    return `${JSON.stringify(content)}\n`;
  }
  const { tokenKeyId, sealed } = await withToken(sealer.settingsPath, place, (token) =>
    sealInToken(place.run, token, secret),
  );
  const content = {
    format: 'wipebench-token-sealed-station-key/1',
    tokenKeyId,
    sealedBase64: toBase64(sealed),
  } satisfies z.infer<typeof sealedByToken>;
  return `${JSON.stringify(content)}\n`;
}

/** Opens the text of such a file. Throws an Error with a sentence. */
export async function unsealKey(text: string, path: string, sealer: Sealer, place: Place): Promise<Buffer> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (sealer.kind === 'tpm2') {
      const { publicPartBase64, privatePartBase64 } = sealedByTpm.parse(parsed);
      const sealed = { publicPart: fromBase64(publicPartBase64), privatePart: fromBase64(privatePartBase64) };
      return await unsealFromTpm(place.run, sealer.tcti, sealed);
    }
    const { tokenKeyId, sealedBase64 } = sealedByToken.parse(parsed);
    const sealed = { tokenKeyId, sealed: fromBase64(sealedBase64) };
    return await withToken(sealer.settingsPath, place, (token) => unsealFromToken(place.run, token, sealed));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The station key in ${path} could not be opened by ${nameOf(sealer)}: ${why}`, { cause });
  }
}

async function withToken<T>(path: string, place: Place, work: (token: Pkcs11Token) => Promise<T>): Promise<T> {
  const token = readTokenSettings(path, place.stateDirectory);
  try {
    const done = await work(token);
    forgetRefusedPin(place.stateDirectory);
    return done;
  } catch (cause) {
    if (cause instanceof PinRefused) rememberRefusedPin(path, place.stateDirectory);
    throw cause;
  }
}

function nameOf(sealer: Sealer): string {
  return sealer.kind === 'tpm2' ? `the TPM at ${sealer.tcti}` : `the PKCS#11 token of ${sealer.settingsPath}`;
}
