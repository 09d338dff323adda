import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type PaperSettings, PLAIN_PAPER, paperSettings } from '../../../core/domain/paper.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { fromBase64, fromHex, toBase64, toHex } from '../../../core/record/bytes.ts';
import { type PaperV1, paperOf } from '../../../core/record/certificateV2.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { readLogo } from '../../../core/record/logoPng.ts';
import { signedAttributes } from '../../../core/record/pdfSignature.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import { readIfPresent, replaceFile } from '../ledger/durableFile.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { readStatement } from '../ledger/statement.ts';
import { loadPaperKey, type PaperKey } from './paperKey.ts';

export type PaperSignature = { readonly signatureBase64: string; readonly signerBase64: string };

/** How certificates look, and the signature of their PDFs. */
export type PaperDesk = {
  settings(): PaperSettings;
  /** Writes new settings into the ledger, with the person; they hold for certificates issued from then on. */
  set(settings: PaperSettings, person: SigningPerson): Promise<Answer<LedgerEntry>>;
  /** What the next certificate says about its paper. */
  forCertificate(): Promise<PaperV1>;
  /**
   * Signs that the PDF of a certificate of this station has this digest. What the PDF shows is the desktop's word, and a verifier that draws it again
   * contradicts a false one.
   */
  sign(certificateId: string, pageSha256: string): Promise<Answer<PaperSignature>>;
};

const NAME = 'paper.json';

/** `paper.json` only says at which place of the ledger the settings in force stand; what they are, the ledger says. */
export function openPaperDesk(
  options: { readonly stateDirectory: string; readonly stationName: string; readonly virtual: boolean },
  ledger: Ledger,
  nowIso: () => string,
): PaperDesk {
  const { stateDirectory, stationName, virtual } = options;
  const path = join(stateDirectory, NAME);
  let loading: Promise<PaperKey> | null = null;
  const key = (): Promise<PaperKey> => {
    loading ??= loadPaperKey(stateDirectory, { stationName, stationId: ledger.stationId, virtual }, nowIso);
    // A key that could not be made (a full disk) is tried again at the next call.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };

  function inForce(): { readonly settings: PaperSettings; readonly seq: number } | null {
    const kept = readIfPresent(path);
    const seq = kept === null || !/^[0-9]{1,15}$/.test(kept) ? null : Number(kept);
    if (seq === null || seq >= ledger.entries()) return null;
    const [entry] = ledger.read(seq, 1);
    if (entry === undefined) return null;
    const { payloadType, payload } = entry.envelope;
    const statement = readStatement(payloadType, fromBase64(payload));
    if ('problem' in statement || statement.kind !== 'act' || statement.payload.act !== 'paper-set') return null;
    const { language, shopName, logoPngBase64 } = statement.payload.details;
    const parsed = paperSettings.safeParse({ language, shopName, logoPngBase64 });
    return parsed.success ? { settings: parsed.data, seq } : null;
  }

  return {
    settings: () => inForce()?.settings ?? PLAIN_PAPER,
    async set({ language, shopName, logoPngBase64 }, person) {
      if (logoPngBase64 !== null && !isLogo(logoPngBase64)) return refused(refuse('logo-unsuitable'));
      const answer = await ledger.act('paper-set', person, { language, shopName, logoPngBase64 });
      if (answer.outcome === 'done') replaceFile(path, String(answer.value.seq));
      return answer;
    },
    async forCertificate() {
      const { certificateSha256 } = await key();
      const found = inForce();
      const { language, shopName, logoPngBase64 } = found?.settings ?? PLAIN_PAPER;
      const sha256 = logoPngBase64 === null ? null : createHash('sha256').update(fromBase64(logoPngBase64));
      const logo = found === null || sha256 === null ? null : { sha256: sha256.digest('hex'), seq: found.seq };
      return { language, shopName, logo, signerSha256: toHex(certificateSha256) };
    },
    async sign(certificateId, pageSha256) {
      const certificate = ledger.certificate(certificateId);
      if (certificate === null) return refused(refuse('certificate-unknown', { certificateId }));
      const paper = paperOf(certificate);
      const { certificate: signer, certificateSha256, sign } = await key();
      if (paper?.signerSha256 !== toHex(certificateSha256)) {
        return refused(refuse('paper-key-other', { certificateId }));
      }
      const signature = sign(signedAttributes(fromHex(pageSha256), certificateSha256));
      const value = { signatureBase64: toBase64(signature), signerBase64: toBase64(signer) };
      return { outcome: 'done', value };
    },
  };
}

function isLogo(base64: string): boolean {
  try {
    return readLogo(fromBase64(base64)) !== null;
  } catch {
    // Strict base64 throws on other spellings.
    return false;
  }
}

function refused(refusal: ReturnType<typeof refuse>): Answer<never> {
  return { outcome: 'refused', refusals: [refusal] };
}
