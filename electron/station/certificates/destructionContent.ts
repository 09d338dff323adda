import { fromBase64 } from '../../../core/record/bytes.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { destructionFileV1 } from '../../../core/record/destructionFile.ts';
import { destructionFlaws } from '../../../core/record/destructionFindings.ts';
import { type DestructionV1, destructionV1 } from '../../../core/record/destructionV1.ts';
import { KEY_ROTATION, keyIdOf } from '../../../core/record/envelope.ts';
import { beginChain } from '../../../core/record/keyChain.ts';
import { openSealed, refuseOtherLogo, stationCrypto } from './certificateContent.ts';

/** What the page of a certificate of destruction is drawn from. */
export type DestructionContent = {
  readonly destruction: DestructionV1;
  readonly place: { readonly seq: number; readonly hash: string };
  /** SHA-256 of the station's first public key, in hex. */
  readonly keyId: string;
  readonly logoPngBase64: string | null;
};

/** Reads a destruction file's bytes, as strictly as `readCertificateFile`: throws an Error that names what does not hold. */
export async function readDestructionFile(bytes: Uint8Array): Promise<DestructionContent> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const file = destructionFileV1.parse(JSON.parse(text));
  if (canonicalText(file) !== text) throw new Error('the destruction file is not canonical JSON');
  const publicKey = fromBase64(file.publicKeyBase64);
  let keys = await beginChain(publicKey, stationCrypto);
  for (const { entry } of file.rotations) keys = (await openSealed(entry, KEY_ROTATION, keys, 'key change')).keys;
  const type = 'application/vnd.wipebench.destruction.v1+json';
  const destruction = destructionV1.parse((await openSealed(file.destruction, type, keys, 'destruction')).content);
  const { seq, hash } = file.destruction;
  const [flaw] = destructionFlaws('the destruction file', destruction, seq);
  if (flaw !== undefined) throw new Error(flaw.sentence);
  refuseOtherLogo(destruction.paper, file.logoPngBase64);
  const keyId = await keyIdOf(publicKey, stationCrypto);
  return { destruction, place: { seq, hash }, keyId, logoPngBase64: file.logoPngBase64 };
}
