import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { toHex } from '../../../core/record/bytes.ts';
import { DER, der, derAt, derElements, derObjectId, readDer } from '../../../core/record/der.ts';
import { readTimeStampToken } from '../../../core/record/timeStampToken.ts';

/** The station's setting with the address of the server; `null` or unset = PDFs without a time-stamp. */
export const TIME_STAMP_SETTING = 'time-stamp-server';
export const timeStampSetting = z.string().nullable();

const ANSWER_MS = 15_000;
/** Room for the token beside the signature and the signer's certificate. */
const LARGEST_TOKEN_BYTES = 9_000;
const SHA256 = der(DER.sequence, derObjectId('2.16.840.1.101.3.4.2.1'), der(DER.nothing));
const YES = der(0x01, Uint8Array.of(0xff));

/**
 * Asks an RFC 3161 server over HTTP (section 3.4) to stamp SHA-256 of the given bytes. The token's imprint and nonce must be ours; its signature is for the
 * reader of the PDF to judge. Answers a refusal with the reason in its details, never throws for what a server or network does.
 */
export async function requestTimeStamp(url: string, stamped: Uint8Array): Promise<Answer<Uint8Array>> {
  try {
    const imprint = createHash('sha256').update(stamped).digest();
    const nonce = randomBytes(8);
    nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: timeStampQuery(imprint, nonce),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!answer.ok) return refused(url, `HTTP status ${answer.status}`);
    const token = tokenIn(new Uint8Array(await answer.arrayBuffer()));
    const told = readTimeStampToken(token);
    if (toHex(told.imprint) !== toHex(imprint)) return refused(url, 'it stamped something else');
    if (told.nonce === null || toHex(told.nonce) !== toHex(nonce)) return refused(url, 'it answered another question');
    if (token.length > LARGEST_TOKEN_BYTES) return refused(url, `its token has ${token.length} bytes`);
    return { outcome: 'done', value: token };
  } catch (cause) {
    const why =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause);
    return refused(url, why);
  }
}

/** TimeStampReq (RFC 3161 section 2.4.1) that wants the authority's certificate in the token. */
function timeStampQuery(imprint: Uint8Array, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const messageImprint = der(DER.sequence, SHA256, der(DER.octets, imprint));
  return der(DER.sequence, der(DER.integer, Uint8Array.of(1)), messageImprint, der(DER.integer, nonce), YES);
}

/** The token of a TimeStampResp whose status is granted (0) or granted with modifications (1). Throws TypeError otherwise. */
function tokenIn(response: Uint8Array): Uint8Array {
  const parts = derElements(readDer(response).content);
  const [status] = derElements(derAt(parts, 0, DER.sequence).content);
  if (status?.content.length !== 1 || (status.content[0] ?? 2) > 1) throw new TypeError('it refused to stamp');
  return derAt(parts, 1, DER.sequence).whole;
}

function refused(url: string, why: string): Answer<never> {
  return { outcome: 'refused', refusals: [refuse('time-stamp-refused', { url, why: why.slice(0, 300) })] };
}
