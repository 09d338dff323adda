import type { Page } from '../../../core/contract/pageView.ts';
import { fromBase64 } from '../../../core/record/bytes.ts';
import { paperOf } from '../../../core/record/certificateV2.ts';
import { readLogo } from '../../../core/record/logoPng.ts';
import type { CertificateContent } from './certificateContent.ts';
import type { CertificateFonts } from './certificateFonts.ts';
import { driveCells, plainSentence, sanitizationCells, toolCells } from './certificateForm.ts';
import { type CertificateMessages, type CertificateWords, certificateWords } from './certificateWords.ts';
import { withFontRuns } from './fontRuns.ts';
import { measuredCells, namespaceCells } from './measuredFacts.ts';
import { CONTENT_WIDTH_PT, type Drawn, type DrawnPage, flowPages, SHEET, type Slice } from './pageFlow.ts';
import { peopleCells } from './peopleBlocks.ts';
import { RENDERER } from './renderer.ts';
import { ATTACHMENT_NAME, sealSlice } from './sealBlock.ts';
import { rule, SliceMaker, STYLES } from './slices.ts';
import { BAND_HEIGHT_PT, virtualBand } from './virtualBand.ts';

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
  const band = virtual ? BAND_HEIGHT_PT : 0;
  const slices = [
    ...letterhead(content, maker),
    ...head(content, words, maker),
    ...form(content, words, maker),
    ...attestations(content.certificate.attestations, words, maker),
    ...people(content, words, maker),
    maker.gap(5),
    sealSlice(content, labelCode, words, maker),
  ];
  const decorate = (page: number, pages: number): Drawn[] => [
    ...(virtual ? virtualBand(0, words, maker) : []),
    ...footer(content, page, pages, words, maker, band),
    ...(virtual ? virtualBand(SHEET.heightPt - BAND_HEIGHT_PT, words, maker) : []),
  ];
  const pages = flowPages(
    slices,
    decorate,
    SHEET.topPt + (virtual ? band - 16 : 0),
    SHEET.bottomPt + (virtual ? band - 14 : 0),
  );
  return pages.map((page) => withFontRuns(page, fonts));
}

const LETTERHEAD_PT = 34;
const LOGO_MOST_PT = { width: 150, height: 28 };

/** The shop's logo and name, where they are set. */
function letterhead({ certificate, logoPngBase64 }: CertificateContent, maker: SliceMaker): Slice[] {
  const name = paperOf(certificate)?.shopName ?? null;
  if (name === null && logoPngBase64 === null) return [];
  const drawn: Drawn[] = [];
  let x = 0;
  const logo = logoPngBase64 === null ? null : readLogo(fromBase64(logoPngBase64));
  if (logoPngBase64 !== null && logo !== null) {
    const scale = Math.min(LOGO_MOST_PT.width / logo.widthPixels, LOGO_MOST_PT.height / logo.heightPixels);
    const [width, height] = [logo.widthPixels * scale, logo.heightPixels * scale];
    const item = { kind: 'image', x, y: (LOGO_MOST_PT.height - height) / 2, width, height } as const;
    drawn.push({ item: { ...item, pngBase64: logoPngBase64 }, role: 'Artifact', element: 0 });
    x = width + 10;
  }
  if (name !== null) {
    const [shown = ''] = maker.breakText(STYLES.shop, name, CONTENT_WIDTH_PT - x);
    drawn.push(maker.lineBroken(STYLES.shop, shown, x, 19, 'P', maker.nextElement()));
  }
  return [{ heightPt: LETTERHEAD_PT, drawn }];
}

function head({ certificate }: CertificateContent, words: CertificateWords, maker: SliceMaker): Slice[] {
  const { say } = words;
  const id = { ...STYLES.mono, sizePt: 11 };
  const title: Slice = {
    heightPt: 27,
    drawn: [
      maker.line(STYLES.title, say('heading'), 0, 20, 'H1', maker.nextElement()),
      maker.lineRight(id, certificate.certificateId, CONTENT_WIDTH_PT, 19, 'P', maker.nextElement()),
    ],
  };
  const station = say('station', { name: certificate.stationName, id: certificate.stationId });
  const issued = say('issued', { at: words.instant(certificate.issuedAt), name: certificate.issuer.person.name });
  return [
    title,
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

function footer(
  { certificate }: CertificateContent,
  page: number,
  pages: number,
  words: CertificateWords,
  maker: SliceMaker,
  bandPt: number,
): Drawn[] {
  const { say } = words;
  const y = SHEET.heightPt - 22 - (bandPt > 0 ? bandPt - 10 : 0);
  const { certificateId } = certificate;
  const left = say('footer', { certificateId, renderer: RENDERER, fileName: ATTACHMENT_NAME });
  const right = SHEET.widthPt - SHEET.rightPt;
  return [
    maker.line(STYLES.small, left, SHEET.leftPt, y, 'Artifact', 0),
    maker.lineRight(STYLES.small, say('pageOf', { page, pages }), right, y, 'Artifact', 0),
  ];
}
