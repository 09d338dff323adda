import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { writeOnce } from '../paths/durableFile.ts';
import type { CertificateRows } from './certificateRows.ts';

/** Draws the PDF of a certificate file; the same bytes in give the same bytes out. */
export type DrawCertificate = (fileBytes: Uint8Array) => Promise<Uint8Array>;

export type CertificateFiles = {
  jsonPath(certificateId: string): string;
  pdfPath(certificateId: string): string;
  /** Writes the files of every certificate that has none yet; answers what went wrong, by certificate. */
  writeDue(): Promise<Reason[]>;
  /** Writes again what is missing of a certificate's files; answers what stands in the way. */
  mend(certificateId: string): Promise<Reason[]>;
};

const BATCH = 50;

/**
 * Keeps `certificates/<id>.json` and `.pdf`. A file is never overwritten: other bytes under its name are a problem that is named once, and the
 * file stays as it is.
 */
export function certificateFilesIn(folder: string, rows: CertificateRows, draw: DrawCertificate): CertificateFiles {
  const jsonPath = (certificateId: string) => join(folder, `${certificateId}.json`);
  const pdfPath = (certificateId: string) => join(folder, `${certificateId}.pdf`);
  let running: Promise<Reason[]> | null = null;

  async function writeOne(certificateId: string): Promise<Reason[]> {
    const opened = await rows.open(certificateId);
    if (opened.outcome === 'refused') return [because('certificate-record-missing', { certificateId })];
    const { fileBytes } = opened.value;
    const contents = [
      { path: jsonPath(certificateId), bytes: fileBytes },
      { path: pdfPath(certificateId), bytes: await draw(fileBytes) },
    ];
    const problems: Reason[] = [];
    for (const { path, bytes } of contents) {
      const file = basename(path);
      if ((await writeOnce(path, bytes)) === 'different')
        problems.push(because('certificate-file-differs', { certificateId, file }));
    }
    return problems;
  }

  async function writeAll(): Promise<Reason[]> {
    const problems: Reason[] = [];
    for (let due = rows.filesDue(BATCH); due.length > 0; due = rows.filesDue(BATCH)) {
      for (const certificateId of due) {
        problems.push(...(await writeOne(certificateId)));
        rows.filesWritten(certificateId);
      }
    }
    return problems;
  }

  return {
    jsonPath,
    pdfPath,
    mend: async (certificateId) =>
      existsSync(jsonPath(certificateId)) && existsSync(pdfPath(certificateId)) ? [] : writeOne(certificateId),
    writeDue() {
      running = (running ?? Promise.resolve([])).then(writeAll, writeAll);
      return running;
    },
  };
}
