import type { Page } from '../../../core/contract/station.ts';
import { readCertificateFile } from '../certificates/certificateContent.ts';
import { certificatePages } from '../certificates/certificatePages.ts';
import { ENGLISH } from '../certificates/certificateWords.ts';
import { certificateFonts } from '../certificates/renderCertificatePdf.ts';

/** The pages of a certificate file as its PDF has them, for the window to draw. */
export async function pagesOfCertificate(fileBytes: Uint8Array): Promise<Page[]> {
  return certificatePages(await readCertificateFile(fileBytes), ENGLISH, certificateFonts());
}
