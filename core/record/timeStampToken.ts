import { DER, derAt, derElements, readDer } from './der.ts';

/** What an RFC 3161 token says: the digest it was made over, and when, as the authority wrote it (`20261122130502Z`), in answer to which question. */
export type TimeStamp = { readonly imprint: Uint8Array; readonly at: string; readonly nonce: Uint8Array | null };

/** Reads a TimeStampToken (RFC 3161 section 2.4.2). Checks no signature. Throws TypeError on what is none. */
export function readTimeStampToken(token: Uint8Array): TimeStamp {
  const content = derElements(readDer(token).content);
  const inner = derAt(derElements(derAt(content, 1, DER.context(0)).content), 0, DER.sequence);
  const encapsulated = derElements(derAt(derElements(inner.content), 2, DER.sequence).content);
  const octets = readDer(derAt(encapsulated, 1, DER.context(0)).content).content;
  const information = derElements(readDer(octets).content);
  const imprint = derElements(derAt(information, 2, DER.sequence).content);
  const at = new TextDecoder().decode(derAt(information, 4, DER.generalizedTime).content);
  // Behind the time stand, all optional, accuracy, ordering, nonce, authority and extensions; only the nonce is an INTEGER.
  const nonce = information.slice(5).find(({ tag }) => tag === DER.integer)?.content ?? null;
  return { imprint: derAt(imprint, 1, DER.octets).content, at, nonce };
}
