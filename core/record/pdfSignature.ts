import { DER, type DerElement, der, derAt, derElements, derObjectId, readDer } from './der.ts';

/**
 * The signature inside a certificate's PDF: CMS SignedData (RFC 5652) as PAdES baseline B-B (ETSI EN 319 142-1) wants it, with a time-stamp token of
 * RFC 3161 as the one unsigned attribute for B-T. One spelling only: of the same parts it is always the same bytes, and a reader writes it again and compares.
 */
export type PdfSignature = {
  /** X.509 certificate (DER) of the key that signed. */
  readonly signer: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256 over `signedAttributes`. */
  readonly signature: Uint8Array;
  /** RFC 3161 TimeStampToken over SHA-256 of `signature`; `null` = B-B. */
  readonly timeStamp: Uint8Array | null;
};

const ID = {
  data: derObjectId('1.2.840.113549.1.7.1'),
  signedData: derObjectId('1.2.840.113549.1.7.2'),
  contentType: derObjectId('1.2.840.113549.1.9.3'),
  messageDigest: derObjectId('1.2.840.113549.1.9.4'),
  signingCertificateV2: derObjectId('1.2.840.113549.1.9.16.2.47'),
  timeStampToken: derObjectId('1.2.840.113549.1.9.16.2.14'),
  sha256: derObjectId('2.16.840.1.101.3.4.2.1'),
  rsaWithSha256: derObjectId('1.2.840.113549.1.1.11'),
};
const SHA256 = der(DER.sequence, ID.sha256);
const RSA_SHA256 = der(DER.sequence, ID.rsaWithSha256, der(DER.nothing));

function attribute(id: Uint8Array, value: Uint8Array): Uint8Array {
  return der(DER.sequence, id, der(DER.set, value));
}

/**
 * The bytes that the key signs: content type, digest of the signed part of the PDF, and digest of the signer's certificate (ESS, RFC 5035), as a DER
 * SET. A signing time is not among them: it stands in the PDF itself, as PAdES wants it.
 */
export function signedAttributes(pageSha256: Uint8Array, signerSha256: Uint8Array): Uint8Array<ArrayBuffer> {
  const ess = der(DER.sequence, der(DER.sequence, der(DER.sequence, der(DER.octets, signerSha256))));
  return der(
    DER.set,
    attribute(ID.contentType, ID.data),
    attribute(ID.messageDigest, der(DER.octets, pageSha256)),
    attribute(ID.signingCertificateV2, ess),
  );
}

/** The CMS container of a signature over a PDF whose signed part has this digest. Throws TypeError when `signer` is no X.509 certificate. */
export function signatureContainer(
  { signer, signature, timeStamp }: PdfSignature,
  pageSha256: Uint8Array,
  signerSha256: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { serial, issuer } = readSigner(signer);
  const attributes = readDer(signedAttributes(pageSha256, signerSha256)).content;
  const unsigned = timeStamp === null ? [] : [der(DER.context(1), attribute(ID.timeStampToken, timeStamp))];
  const signerInfo = der(
    DER.sequence,
    der(DER.integer, Uint8Array.of(1)),
    der(DER.sequence, issuer, serial),
    SHA256,
    der(DER.context(0), attributes),
    RSA_SHA256,
    der(DER.octets, signature),
    ...unsigned,
  );
  const signedData = der(
    DER.sequence,
    der(DER.integer, Uint8Array.of(1)),
    der(DER.set, SHA256),
    der(DER.sequence, ID.data),
    der(DER.context(0), signer),
    der(DER.set, signerInfo),
  );
  return der(DER.sequence, ID.signedData, der(DER.context(0), signedData));
}

/** The parts of a container. Only finds them: whoever believes them writes the container again and compares. Throws TypeError on what is none. */
export function readSignatureContainer(container: Uint8Array): PdfSignature {
  const content = derElements(readDer(container).content);
  const inner = derAt(derElements(derAt(content, 1, DER.context(0)).content), 0, DER.sequence);
  const signedData = derElements(inner.content);
  const signer = readDer(derAt(signedData, 3, DER.context(0)).content).whole;
  const signerInfo = derElements(readDer(derAt(signedData, 4, DER.set).content).content);
  const signature = derAt(signerInfo, 5, DER.octets).content;
  const unsigned = signerInfo[6];
  return { signer, signature, timeStamp: unsigned === undefined ? null : tokenIn(unsigned) };
}

function tokenIn(unsigned: DerElement): Uint8Array {
  const parts = derElements(readDer(unsigned.content).content);
  return readDer(derAt(parts, 1, DER.set).content).whole;
}

/** Serial number, issuer and public key (SubjectPublicKeyInfo) of an X.509 certificate, each as its DER. Throws TypeError on what is none. */
export function readSigner(certificate: Uint8Array): {
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly publicKey: Uint8Array;
} {
  const fields = derElements(derAt(derElements(readDer(certificate).content), 0, DER.sequence).content);
  return {
    serial: derAt(fields, 1, DER.integer).whole,
    issuer: derAt(fields, 3, DER.sequence).whole,
    publicKey: derAt(fields, 6, DER.sequence).whole,
  };
}
