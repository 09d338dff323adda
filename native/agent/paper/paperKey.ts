import { createHash, createPrivateKey, generateKeyPair, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createFileOnce, readIfPresent } from '../ledger/durableFile.ts';
import { selfMadeCertificate } from './paperCertificate.ts';

/** The key that signs PDFs, with its X.509 certificate. It signs nothing but the signed attributes of a certificate of this station. */
export type PaperKey = {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly certificateSha256: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
};

type Names = Parameters<typeof selfMadeCertificate>[0];

const MODULUS_BITS = 3072;

/**
 * Reads `paper-key.pem` (the private key, then its certificate), or makes both. RSA with PKCS #1 v1.5 on purpose: every PDF program knows it, and of
 * the same bytes it is always the same signature, so a PDF drawn and signed again is the same file.
 */
export async function loadPaperKey(stateDirectory: string, names: Names, nowIso: () => string): Promise<PaperKey> {
  const path = join(stateDirectory, 'paper-key.pem');
  const existing = readIfPresent(path);
  if (existing !== null) return readKey(existing, path);
  const keys = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  const certificate = selfMadeCertificate(names, keys, new Date(nowIso()));
  const pem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  createFileOnce(path, pem + new X509Certificate(certificate).toString());
  return keyOf(keys.privateKey, certificate);
}

function readKey(pem: string, path: string): PaperKey {
  try {
    const privateKey = createPrivateKey(pem);
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
    if (!certificate.checkPrivateKey(privateKey)) throw new Error('its certificate is of another key');
    return keyOf(privateKey, certificate.raw);
  } catch (cause) {
    throw new Error(`${path} is not a readable key with its certificate. Put it back from its backup.`, { cause });
  }
}

function keyOf(privateKey: KeyObject, certificate: Uint8Array): PaperKey {
  return {
    certificate: Uint8Array.from(certificate),
    certificateSha256: Uint8Array.from(createHash('sha256').update(certificate).digest()),
    sign: (bytes) => sign('sha256', bytes, privateKey),
  };
}
