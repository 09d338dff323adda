import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type PaperSettings, PLAIN_PAPER, paperSettings } from '../../../core/domain/paper.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { fromBase64, toBase64, toHex } from '../../../core/record/bytes.ts';
import { type PaperV1, paperOf } from '../../../core/record/certificateV2.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { readLogo } from '../../../core/record/logoPng.ts';
import { signedAttributes } from '../../../core/record/pdfSignature.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import { signatureHole, signedPart } from '../../../core/record/signedPdf.ts';
import { keepAct, readKeptAct } from '../ledger/keptAct.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DrawPage } from '../tools/drawPage.ts';
import { certificateBytes } from './certificateBytes.ts';
import { destructionBytes } from './destructionBytes.ts';
import { loadPaperKey, type PaperKey } from './paperKey.ts';

/** `pageSha256`: of the drawing, but for the hole that the signature is to fill. */
export type PaperSignature = {
  readonly pageSha256: string;
  readonly signatureBase64: string;
  readonly signerBase64: string;
};

/** How certificates look, and the signature of their PDFs. */
export type PaperDesk = {
  settings(): PaperSettings;
  /** Writes new settings into the ledger, with the person; they hold for certificates issued from then on. */
  set(settings: PaperSettings, person: SigningPerson): Promise<Answer<LedgerEntry>>;
  /** What the next certificate says about its paper. */
  forCertificate(): Promise<PaperV1>;
  /**
   * Draws the page of a certificate (of sanitization or of destruction) of this station from what the ledger holds, and signs that drawing: nobody can name another. One page at a time.
   * Refuses where it could not be drawn; the certificate stands without that.
   */
  sign(certificateId: string): Promise<Answer<PaperSignature>>;
};

const NAME = 'paper.json';

/** `paper.json` only says at which place of the ledger the settings in force stand; what they are, the ledger says. */
export function openPaperDesk(
  options: {
    readonly stateDirectory: string;
    readonly stationName: string;
    readonly virtual: boolean;
    readonly draw: DrawPage;
  },
  ledger: Ledger,
  nowIso: () => string,
): PaperDesk {
  const { stateDirectory, stationName, virtual, draw } = options;
  const path = join(stateDirectory, NAME);
  let loading: Promise<PaperKey> | null = null;
  let drawing: Promise<unknown> = Promise.resolve();
  const key = (): Promise<PaperKey> => {
    loading ??= loadPaperKey(stateDirectory, { stationName, stationId: ledger.stationId, virtual }, nowIso);
    // A key that could not be made (a full disk) is tried again at the next call.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };

  function inForce(): { readonly settings: PaperSettings; readonly seq: number } | null {
    const kept = readKeptAct(ledger, path);
    if (kept?.act.act !== 'paper-set') return null;
    const { language, shopName, logoPngBase64 } = kept.act.details;
    const parsed = paperSettings.safeParse({ language, shopName, logoPngBase64 });
    return parsed.success ? { settings: parsed.data, seq: kept.seq } : null;
  }

  /** What is printed under a number, and what it says about its paper. */
  function paperStatement(
    id: string,
  ): { readonly paper: PaperV1 | null; readonly bytes: () => Promise<Uint8Array> } | null {
    const certificate = ledger.certificate(id);
    if (certificate !== null) {
      return { paper: paperOf(certificate.certificate), bytes: () => certificateBytes(ledger, certificate) };
    }
    const destruction = ledger.destruction(id);
    if (destruction === null) return null;
    return { paper: destruction.destruction.paper, bytes: () => destructionBytes(ledger, destruction) };
  }

  async function signNow(certificateId: string): Promise<Answer<PaperSignature>> {
    const found = paperStatement(certificateId);
    if (found === null) return refused(refuse('certificate-unknown', { certificateId }));
    const { certificate: signer, certificateSha256, sign } = await key();
    if (found.paper?.signerSha256 !== toHex(certificateSha256)) {
      return refused(refuse('paper-key-other', { certificateId }));
    }
    const damage = ledger.damage();
    if (damage !== null) return refused(refuse('ledger-damaged', damage.details));
    const drawn = await draw(await found.bytes());
    if ('why' in drawn) return refused(refuse('paper-not-drawn', { certificateId, why: drawn.why }));
    const hole = signatureHole(drawn.pdf);
    if (hole === null) return refused(refuse('paper-not-drawn', { certificateId, why: 'no place for the signature' }));
    const page = createHash('sha256').update(signedPart(drawn.pdf, hole)).digest();
    const signature = toBase64(sign(signedAttributes(page, certificateSha256)));
    const value = { pageSha256: toHex(page), signatureBase64: signature, signerBase64: toBase64(signer) };
    return { outcome: 'done', value };
  }

  return {
    settings: () => inForce()?.settings ?? PLAIN_PAPER,
    async set({ language, shopName, logoPngBase64 }, person) {
      if (logoPngBase64 !== null && !isLogo(logoPngBase64)) return refused(refuse('logo-unsuitable'));
      const before = wordsOf(inForce()?.settings ?? PLAIN_PAPER);
      const answer = await ledger.act('paper-set', person, { language, shopName, logoPngBase64, before });
      if (answer.outcome === 'done') keepAct(path, answer.value.seq);
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
    sign(certificateId) {
      const done = drawing.then(() => signNow(certificateId));
      drawing = done.catch(() => undefined);
      return done;
    },
  };
}

/** What was set before, for the ledger: a logo by its digest, because it stands whole in the act that set it. */
function wordsOf({ language, shopName, logoPngBase64 }: PaperSettings): string {
  const logoSha256 = logoPngBase64 === null ? null : createHash('sha256').update(fromBase64(logoPngBase64));
  return JSON.stringify({ language, shopName, logoSha256: logoSha256?.digest('hex') ?? null });
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
