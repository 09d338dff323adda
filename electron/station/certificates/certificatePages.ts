import type { Page } from '../../../core/contract/pageView.ts';
import { paperOf } from '../../../core/record/certificateV2.ts';
import type { CertificateContent } from './certificateContent.ts';
import type { CertificateFonts } from './certificateFonts.ts';
import { driveCells, plainSentence, sanitizationCells, toolCells } from './certificateForm.ts';
import { type CertificateMessages, type CertificateWords, certificateWords } from './certificateWords.ts';
import { measuredCells, namespaceCells } from './measuredFacts.ts';
import { CONTENT_WIDTH_PT, type DrawnPage, type Slice } from './pageFlow.ts';
import { framedPages, letterhead, titleSlice } from './pageFrame.ts';
import { peopleCells } from './peopleBlocks.ts';
import { ATTACHMENT_NAME, sealSlice } from './sealBlock.ts';
import { rule, SliceMaker, STYLES } from './slices.ts';

/**
 * The certificate as it prints: lines broken with the fonts' own metrics. Pure: the same content gives the same pages everywhere.
 * `labelCode` puts the label's signed code into the QR code; the PDF is drawn without it, from the certificate file alone.
 */
export function certificatePages(
  content: CertificateContent,
  messages: CertificateMessages,
  fonts: CertificateFonts,
  labelCode: string | null = null,
): Page[] {
  return drawCertificate(content, messages, fonts, labelCode).map(({ page }) => page);
}

/** The same with the role of every item, for a tagged PDF. */
export function drawCertificate(
  content: CertificateContent,
  messages: CertificateMessages,
  fonts: CertificateFonts,
  labelCode: string | null,
): DrawnPage[] {
  const words = certificateWords(messages);
  const maker = new SliceMaker(fonts);
  const { virtual } = content.certificate;
  const slices = [
    ...letterhead(paperOf(content.certificate), content.logoPngBase64, maker),
    ...head(content, words, maker),
    ...form(content, words, maker),
    ...attestations(content.certificate.attestations, words, maker),
    ...people(content, words, maker),
    maker.gap(5),
    sealSlice(content, labelCode, words, maker),
  ];
  const frame = {
    number: content.certificate.certificateId,
    fileName: ATTACHMENT_NAME,
    band: virtual ? 'virtualBand' : null,
  } as const;
  return framedPages(slices, frame, words, maker, fonts);
}

function head({ certificate }: CertificateContent, words: CertificateWords, maker: SliceMaker): Slice[] {
  const { say } = words;
  const station = say('station', { name: certificate.stationName, id: certificate.stationId });
  const issued = say('issued', { at: words.instant(certificate.issuedAt), name: certificate.issuer.person.name });
  return [
    titleSlice(say('heading'), certificate.certificateId, maker),
    ...maker.paragraph(STYLES.body, `${station} · ${issued}`, 'P'),
    { heightPt: 9, drawn: [rule(0, 5, CONTENT_WIDTH_PT, 1.2, '#111111')] },
  ];
}

function form(content: CertificateContent, words: CertificateWords, maker: SliceMaker): Slice[] {
  const { say } = words;
  const measured = { name: 'measured', fill: null, stroke: '#111111' };
  return [
    ...maker.paragraph(STYLES.sentence, plainSentence(content, words), 'P'),
    maker.gap(6),
    maker.heading(say('driveHeading')),
    ...maker.grid(driveCells(content, words), 3),
    maker.gap(6),
    maker.heading(say('sanitizationHeading')),
    ...maker.grid(sanitizationCells(content, words), 4),
    ...maker.grid(toolCells(content, words), 1),
    maker.gap(7),
    maker.heading(say('measuredHeading'), measured),
    ...maker.grid(measuredCells(content.record, words), 3, measured),
    ...maker.grid(namespaceCells(content.record, words), 1, measured),
    maker.gap(3, measured),
  ];
}

function attestations(codes: readonly string[], words: CertificateWords, maker: SliceMaker): Slice[] {
  const panel = { name: 'attested', fill: '#eeeeee', stroke: '#eeeeee' };
  const { say, name } = words;
  const sentences = codes.map((code) => name('attestation', code) ?? say('attestation-other', { code }));
  const shown = sentences.length > 0 ? sentences : [say('attestation-none')];
  return [
    maker.gap(7),
    maker.heading(say('attestedHeading'), panel),
    ...shown.flatMap((sentence) => maker.paragraph(STYLES.body, sentence, 'P', 8, panel)),
    maker.gap(4, panel),
  ];
}

function people({ certificate }: CertificateContent, words: CertificateWords, maker: SliceMaker): Slice[] {
  return [maker.gap(6), ...maker.grid(peopleCells(certificate, words), 3)];
}
