import { type PaperV1, paperOf } from './certificateV2.ts';
import type { VerifyingCrypto } from './crypto.ts';
import { claimsDestruction } from './destructionFile.ts';
import type { EvidenceReport } from './evidenceReport.ts';
import type { Finding } from './finding.ts';
import { verifyCertificateFile } from './verifyCertificateFile.ts';
import { verifyDestructionFile } from './verifyDestructionFile.ts';

/** A certificate or destruction file, checked: what it says about its paper, and what of it goes into a report. */
export type Held = {
  readonly findings: readonly Finding[];
  readonly opened: (Pick<EvidenceReport, 'certificates' | 'destructions'> & { readonly paper: PaperV1 | null }) | null;
};

/** Verifies the bytes that belong to a PDF, as what they claim to be. Never throws. */
export async function verifyHeld(
  bytes: Uint8Array,
  options: Parameters<typeof verifyCertificateFile>[1],
  crypto: VerifyingCrypto,
): Promise<Held> {
  if (claimsDestruction(bytes)) {
    const { findings, opened } = await verifyDestructionFile(bytes, options, crypto);
    if (opened === null) return { findings, opened };
    return { findings, opened: { certificates: [], destructions: [opened], paper: opened.destruction.paper } };
  }
  const { findings, opened } = await verifyCertificateFile(bytes, options, crypto);
  if (opened === null) return { findings, opened };
  return { findings, opened: { certificates: [opened], destructions: [], paper: paperOf(opened.certificate) } };
}
