import { createHash, createPublicKey, verify } from 'node:crypto';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { certificateFile } from '../../../core/record/certificateFile.ts';
import { certificateV1 } from '../../../core/record/certificateV1.ts';
import { type Certificate, certificateV2, type PaperV1, paperOf } from '../../../core/record/certificateV2.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { KEY_ROTATION, keyIdOf, type PayloadType } from '../../../core/record/envelope.ts';
import { beginChain, type KeyChain, openByChain } from '../../../core/record/keyChain.ts';
import { type LedgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import { readLogo } from '../../../core/record/logoPng.ts';
import { type RecordV1, recordV1 } from '../../../core/record/recordV1.ts';

/** What a certificate's page is drawn from: both sealed statements and their places in the ledger. */
export type CertificateContent = {
  readonly certificate: Certificate;
  readonly record: RecordV1;
  readonly certificatePlace: { readonly seq: number; readonly hash: string };
  readonly recordPlace: { readonly seq: number; readonly hash: string };
  /** SHA-256 of the station's first public key, in hex: the fingerprint that customers know it by. */
  readonly keyId: string;
  /** The PNG that the certificate names, its digest checked. */
  readonly logoPngBase64: string | null;
};

/**
 * Reads a certificate file's bytes. Paper convinces people, so it is drawn only from a file whose seals, links and facts hold together: throws an
 * Error that names what does not. The full check for a customer is `verify` of core/record.
 */
export async function readCertificateFile(bytes: Uint8Array): Promise<CertificateContent> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const parsed: unknown = JSON.parse(text);
  const file = certificateFile.parse(parsed);
  if (canonicalText(file) !== text) throw new Error('the certificate file is not canonical JSON');
  const publicKey = fromBase64(file.publicKeyBase64);
  let keys = await beginChain(publicKey, stationCrypto);
  const rotations = file.format === 'wipebench-certificate-file/3' ? file.rotations : [];
  for (const { entry } of rotations) keys = (await openSealed(entry, KEY_ROTATION, keys, 'key change')).keys;
  const record = recordV1.parse(
    (await openSealed(file.record, 'application/vnd.wipebench.record.v1+json', keys, 'record')).content,
  );
  const certificate =
    file.format === 'wipebench-certificate-file/1'
      ? certificateV1.parse(
          (await openSealed(file.certificate, 'application/vnd.wipebench.certificate.v1+json', keys, 'certificate'))
            .content,
        )
      : certificateV2.parse(
          (await openSealed(file.certificate, 'application/vnd.wipebench.certificate.v2+json', keys, 'certificate'))
            .content,
        );
  const logoPngBase64 = file.format === 'wipebench-certificate-file/1' ? null : file.logoPngBase64;
  refuseOtherLogo(paperOf(certificate), logoPngBase64);
  refuseMismatch(certificate, record, file.record);
  return {
    certificate,
    record,
    certificatePlace: { seq: file.certificate.seq, hash: file.certificate.hash },
    recordPlace: { seq: file.record.seq, hash: file.record.hash },
    keyId: await keyIdOf(publicKey, stationCrypto),
    logoPngBase64,
  };
}

/** Opens one sealed entry; throws an Error that names what does not hold. */
export async function openSealed(
  entry: LedgerEntry,
  type: PayloadType,
  keys: KeyChain,
  what: string,
): Promise<{ readonly content: unknown; readonly keys: KeyChain }> {
  if (entry.envelope.payloadType !== type) throw new Error(`the ${what} is a ${entry.envelope.payloadType}`);
  const opened = await openByChain(entry, keys, stationCrypto);
  if ('problem' in opened) throw new Error(`the seal of the ${what} does not hold: ${opened.problem}`);
  const link = await linkFor(entry.seq, entry.prev, entry.envelope, stationCrypto);
  if (link.hash !== entry.hash) throw new Error(`the ledger link of the ${what} does not hold`);
  const content: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(opened.payload));
  return { content, keys: opened.chain };
}

/** Only the logo that was sealed, and only a picture that a PDF takes over as it is. */
export function refuseOtherLogo(paper: PaperV1 | null, logoPngBase64: string | null): void {
  const named = paper?.logo?.sha256 ?? null;
  const png = logoPngBase64 === null ? null : fromBase64(logoPngBase64);
  const carried = png === null ? null : createHash('sha256').update(png).digest('hex');
  if (named !== carried) throw new Error('the logo is not the one that the certificate names');
  if (png !== null && readLogo(png) === null) throw new Error('the logo is no picture that can be printed');
}

/** The sentence on the page joins facts of both statements; it may only be written when they tell the same story. */
function refuseMismatch(certificate: Certificate, record: RecordV1, recordEntry: LedgerEntry): void {
  const { verification, verdict, technique, comparison } = record;
  const agreements: readonly (readonly [string, boolean])[] = [
    ['record id', certificate.record.recordId === record.recordId],
    ['record place', certificate.record.seq === recordEntry.seq && certificate.record.hash === recordEntry.hash],
    ['virtual mark', certificate.virtual === record.virtual],
    ['serial number', certificate.serialNumber === record.drive.serialNumber],
    ['size', certificate.sizeBytes === record.drive.capacityBeforeBytes],
    ['verdict', certificate.verdictOutcome === verdict.outcome],
    ['technique', certificate.sanitizationTechnique === technique.techniqueId],
    ['method', certificate.sanitizationMethod === technique.method],
    ['who erased', technique.device !== null || technique.passes.length > 0],
    ['the drive’s own state', technique.device === null || technique.device.state === 'completed'],
    [
      'compared before and after',
      technique.device === null ||
        (comparison?.reportedComplete === true &&
          comparison.compared === comparison.samples &&
          comparison.unchanged === 0 &&
          comparison.unreadable === 0),
    ],
    [
      'every byte written',
      technique.passes.every(
        (pass) =>
          pass.reportedComplete && pass.writtenBytes === record.drive.capacityBeforeBytes && pass.badBlocks === 0,
      ),
    ],
    ['read-back design', certificate.verificationMethod === verification?.design],
    ['read-back share', certificate.verificationSharePpm === verification?.sharePpm],
    [
      'read-back complete',
      verification?.reportedComplete === true && verification.readBytes === verification.expectedBytes,
    ],
    [
      'whole drive read back',
      verification?.design !== 'full' || verification.readBytes === record.drive.capacityBeforeBytes,
    ],
    ['nothing found', verification?.mismatchBytes === 0 && verification.unreadableBlocks === 0],
  ];
  const broken = agreements.filter(([, holds]) => !holds).map(([name]) => name);
  if (broken.length > 0) throw new Error(`certificate and record disagree: ${broken.join(', ')}`);
}

/** Subject public key info of Ed25519 (RFC 8410) up to the 32 key bytes. */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const spki = (der: Uint8Array) => createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });

export const stationCrypto: VerifyingCrypto = {
  sha256: async (bytes) => createHash('sha256').update(bytes).digest(),
  verifyEd25519: async (publicKey, message, signature) => {
    const key = createPublicKey({ key: Buffer.concat([ED25519_PREFIX, publicKey]), format: 'der', type: 'spki' });
    return verify(null, message, key, signature);
  },
  verifyRsa: async (publicKey, message, signature) => verify('sha256', message, spki(publicKey), signature),
};
