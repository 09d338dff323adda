import type { Page } from '../../../core/contract/station.ts';
import { readCertificateFile } from './certificateContent.ts';
import { certificatePages } from './certificatePages.ts';
import { ENGLISH } from './certificateWords.ts';
import { certificateFonts } from './renderCertificatePdf.ts';

/** The pages of a certificate file for the window: the same list that its PDF is drawn from. Throws as `renderCertificatePdf` does. */
export async function pagesOfCertificateFile(fileBytes: Uint8Array): Promise<Page[]> {
  return certificatePages(await readCertificateFile(fileBytes), ENGLISH, certificateFonts());
}
