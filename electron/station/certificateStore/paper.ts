import type { Page } from '../../../core/contract/pageView.ts';
import { readCertificateFile } from '../certificates/certificateContent.ts';
import { certificatePages } from '../certificates/certificatePages.ts';
import { messagesFor } from '../certificates/certificateWords.ts';
import { certificateFonts } from '../certificates/renderCertificatePdf.ts';

/** The pages of a certificate file as its PDF has them, for the window to draw. */
export async function pagesOfCertificate(fileBytes: Uint8Array): Promise<Page[]> {
  const content = await readCertificateFile(fileBytes);
  return certificatePages(content, messagesFor(content.certificate), certificateFonts());
}
