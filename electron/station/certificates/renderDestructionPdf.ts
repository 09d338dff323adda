import type { CertificateFonts } from './certificateFonts.ts';
import { certificateWords, messagesIn } from './certificateWords.ts';
import { readDestructionFile } from './destructionContent.ts';
import { DESTRUCTION_ATTACHMENT, drawDestruction } from './destructionPages.ts';
import { writePdf } from './writePdf.ts';

/**
 * The certificate of destruction as PDF, made like that of a sanitization: a pure function of the bytes and of RENDERER, the bytes attached, a hole for the
 * station's signature. Throws when the file does not hold together (`readDestructionFile`).
 */
export async function renderDestructionPdf(bytes: Uint8Array, fonts: CertificateFonts): Promise<Uint8Array> {
  const content = await readDestructionFile(bytes);
  const { destructionId, sealedAt, stationName, paper } = content.destruction;
  const messages = messagesIn(paper.language);
  const { say } = certificateWords(messages);
  const fileName = DESTRUCTION_ATTACHMENT;
  return writePdf(
    {
      pages: drawDestruction(content, messages, fonts),
      title: say('destructionDocumentTitle', { destructionId }),
      subject: say('destructionDocumentSubject', { fileName }),
      language: say('language'),
      at: new Date(sealedAt),
      attachment: { name: fileName, description: say('destructionAttachment'), bytes },
      qrAlternative: say('destructionQrAlternative'),
      signature: { name: stationName, reason: say('destructionSignatureReason') },
    },
    fonts,
  );
}
