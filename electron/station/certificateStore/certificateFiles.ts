import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { because, type Reason } from '../../../core/domain/reason.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import { writeOnce } from '../paths/durableFile.ts';

/** Draws the PDF of a certificate file; the same bytes in give the same bytes out. */
export type DrawCertificate = (fileBytes: Uint8Array) => Promise<Uint8Array>;

/** Makes the PDF of a certificate file as it goes out: drawn, and signed where the certificate names a key for it. */
export type MakePdf = (
  certificateId: string,
  fileBytes: Uint8Array,
  standing: Uint8Array | null,
) => Promise<Answer<Uint8Array>>;

/** What has files: certificates of sanitization or of destruction, by their numbers. */
export type FiledRows = {
  open(certificateId: string): Promise<Answer<{ readonly fileBytes: Uint8Array }>>;
  /** Those whose files were not written yet, oldest first. */
  filesDue(limit: number): string[];
  filesWritten(certificateId: string): void;
};

export type CertificateFiles = {
  jsonPath(certificateId: string): string;
  pdfPath(certificateId: string): string;
  /** The PDF as it goes out: the one that stands, where it is the drawing of this file, else a new one. */
  pdf(certificateId: string, fileBytes: Uint8Array): Promise<Answer<Uint8Array>>;
  /** Writes the files of every certificate that has none yet; answers what went wrong, by certificate. */
  writeDue(): Promise<Reason[]>;
  /** Writes again what is missing of a certificate's files; answers what stands in the way. */
  mend(certificateId: string): Promise<Reason[]>;
  /** Resolves when nothing of a certificate is being written. */
  settled(certificateId: string): Promise<void>;
};

/** `onceMore`: a file is still due, because somebody else did not answer. */
type Written = { readonly problems: Reason[]; readonly onceMore: boolean };

const BATCH = 50;

/**
 * Keeps `certificates/<id>.json` and `.pdf`. A file is never overwritten: other bytes under its name are a problem that is named once, and the
 * file stays as it is. `onLeftPart` hears of each file that a killed station had left half written.
 */
export function certificateFilesIn(
  folder: string,
  rows: FiledRows,
  makePdf: MakePdf,
  onLeftPart: (file: string) => void = () => undefined,
): CertificateFiles {
  const jsonPath = (certificateId: string) => join(folder, `${certificateId}.json`);
  const pdfPath = (certificateId: string) => join(folder, `${certificateId}.pdf`);
  let running: Promise<Reason[]> | null = null;
  const writing = new Map<string, Promise<Written>>();

  async function pdf(certificateId: string, fileBytes: Uint8Array): Promise<Answer<Uint8Array>> {
    const path = pdfPath(certificateId);
    return makePdf(certificateId, fileBytes, existsSync(path) ? readFileSync(path) : null);
  }

  /** Whoever wants the files of a certificate that is being written waits for those: it is drawn and signed once. */
  function writeOne(certificateId: string): Promise<Written> {
    const begun = writing.get(certificateId);
    if (begun !== undefined) return begun;
    const written = writeNow(certificateId).finally(() => writing.delete(certificateId));
    writing.set(certificateId, written);
    return written;
  }

  async function writeNow(certificateId: string): Promise<Written> {
    const opened = await rows.open(certificateId);
    if (opened.outcome === 'refused') {
      return { problems: [because('certificate-record-missing', { certificateId })], onceMore: false };
    }
    const { fileBytes } = opened.value;
    const problems: Reason[] = [];
    const write = async (path: string, bytes: Uint8Array) => {
      const file = basename(path);
      if ((await writeOnce(path, bytes, () => onLeftPart(file))) === 'different')
        problems.push(because('certificate-file-differs', { certificateId, file }));
    };
    await write(jsonPath(certificateId), fileBytes);
    const made = await pdf(certificateId, fileBytes);
    if (made.outcome === 'done') {
      await write(pdfPath(certificateId), made.value);
      return { problems, onceMore: false };
    }
    const code = made.refusals[0]?.code ?? 'unknown';
    problems.push(because('certificate-pdf-not-made', { certificateId, code }));
    return { problems, onceMore: code === 'agent-lost' || code === 'time-stamp-refused' };
  }

  /** Ends at the first file that waits for somebody else: the ones behind it wait for the same. */
  async function writeAll(): Promise<Reason[]> {
    const problems: Reason[] = [];
    for (let due = rows.filesDue(BATCH); due.length > 0; due = rows.filesDue(BATCH)) {
      for (const certificateId of due) {
        const written = await writeOne(certificateId);
        problems.push(...written.problems);
        if (written.onceMore) return problems;
        rows.filesWritten(certificateId);
      }
    }
    return problems;
  }

  return {
    jsonPath,
    pdfPath,
    mend: async (certificateId) =>
      existsSync(jsonPath(certificateId)) && existsSync(pdfPath(certificateId))
        ? []
        : (await writeOne(certificateId)).problems,
    async settled(certificateId) {
      await writing.get(certificateId)?.catch(() => undefined);
    },
    pdf,
    writeDue() {
      running = (running ?? Promise.resolve([])).then(writeAll, writeAll);
      return running;
    },
  };
}
