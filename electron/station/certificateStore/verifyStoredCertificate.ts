import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CallOutput } from '../../../core/contract/rpc.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import { type ComparePdf, differenceFromDrawing } from '../../../core/record/comparePdf.ts';
import type { VerifyingCrypto } from '../../../core/record/crypto.ts';
import { type Finding, finding, refuted } from '../../../core/record/finding.ts';
import { pdfFindings } from '../../../core/record/pdfFindings.ts';
import type { QualityRefusal } from '../../../core/record/qualityRefusal.ts';
import { verifyHeld } from '../../../core/record/verifyHeld.ts';
import { RENDERER } from '../certificates/renderer.ts';
import { isCode } from '../paths/durableFile.ts';
import type { CertificateFiles, DrawCertificate } from './certificateFiles.ts';

type Verified = Extract<CallOutput<StationContract, 'certificates.verify'>, { outcome: 'done' }>['value'];

/** The name under which an auditor is given the ledger that says so. */
const LEDGER = 'ledger.jsonl';

/**
 * Verifies the files of a certificate, of sanitization or destruction, as they lie on disk, with the key of this station's ledger: what a customer's verifier would say of them. The
 * PDF is drawn again and compared. One whose drive quality refused is told as such, `refusal` being where the ledger says so.
 */
export async function verifyStoredCertificate(
  certificateId: string,
  files: CertificateFiles,
  draw: DrawCertificate,
  pinnedKeyId: string | null,
  refusal: QualityRefusal | null,
  crypto: VerifyingCrypto,
): Promise<Verified> {
  const json = await readIfThere(files.jsonPath(certificateId));
  const pdf = await readIfThere(files.pdfPath(certificateId));
  const jsonName = basename(files.jsonPath(certificateId));
  const pdfName = basename(files.pdfPath(certificateId));
  if (json === null) return told([refuted(jsonName, 'file-missing')]);
  const report = await verifyHeld(json, { subject: jsonName, pinnedKeyId }, crypto);
  if (report.opened === null) return told(report.findings);
  if (pdf === null) return told([...report.findings, refuted(pdfName, 'file-missing')]);
  const { paper } = report.opened;
  const given = { subject: pdfName, certificateFile: json, paper, pdf };
  const refused =
    refusal === null
      ? []
      : [finding('refused', jsonName, 'certificate-refused', { certificateId, other: LEDGER, ...refusal })];
  return told([...report.findings, ...(await pdfFindings(given, comparing(draw), crypto)), ...refused]);
}

/** A PDF that names another version of the drawing program cannot be compared with what this one draws. */
function comparing(draw: DrawCertificate): ComparePdf {
  return async (certificateFile, pdf) => {
    const offset = differenceFromDrawing(pdf, await draw(certificateFile));
    if (offset === null) return { kind: 'same' };
    const [made] = /Wipebench certificate renderer \d+/.exec(Buffer.from(pdf).toString('latin1')) ?? [];
    return made === undefined || made === RENDERER
      ? { kind: 'differs', offset }
      : { kind: 'other-renderer', made, here: RENDERER };
  };
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return null;
    throw cause;
  }
}

function told(findings: readonly Finding[]): Verified {
  return {
    genuine:
      findings.some(({ outcome }) => outcome === 'genuine') &&
      !findings.some(({ outcome }) => outcome === 'not-genuine'),
    findings: findings.map((finding) => ({ ...finding, details: { ...finding.details } })),
  };
}
