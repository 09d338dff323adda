import type { Page } from '../../../core/contract/pageView.ts';
import { claimsDestruction } from '../../../core/record/destructionFile.ts';
import { readCertificateFile } from '../certificates/certificateContent.ts';
import { certificatePages } from '../certificates/certificatePages.ts';
import { messagesFor, messagesIn } from '../certificates/certificateWords.ts';
import { readDestructionFile } from '../certificates/destructionContent.ts';
import { destructionPages } from '../certificates/destructionPages.ts';
import { certificateFonts } from '../certificates/renderCertificatePdf.ts';

/** The pages of a certificate or destruction file as its PDF has them, for the window to draw. */
export async function pagesOfCertificate(fileBytes: Uint8Array): Promise<Page[]> {
  if (claimsDestruction(fileBytes)) {
    const said = await readDestructionFile(fileBytes);
    return destructionPages(said, messagesIn(said.destruction.paper.language), certificateFonts());
  }
  const content = await readCertificateFile(fileBytes);
  return certificatePages(content, messagesFor(content.certificate), certificateFonts());
}
