import { qrModules } from '../paper/qrModules.ts';
import type { CertificateContent } from './certificateContent.ts';
import type { CertificateWords, Word } from './certificateWords.ts';
import type { Drawn, Slice } from './pageFlow.ts';
import { type SliceMaker, STYLES } from './slices.ts';

/** Name under which the certificate's bytes are attached to its PDF. */
export const ATTACHMENT_NAME = 'certificate.json';

const QR_WIDTH_PT = 84;

/**
 * What the QR code says: the label's signed code when it is at hand, else number, record hash and key, in capitals for a smaller code
 * (alphanumeric mode).
 */
export function sealText({ certificate, recordPlace, keyId }: CertificateContent, labelCode: string | null): string {
  if (labelCode !== null) return labelCode;
  return `WBC1:${certificate.certificateId}:${recordPlace.hash.toUpperCase()}:${keyId.toUpperCase()}`;
}

/** The QR code, how to check, and the small print of the ledger. */
export function sealSlice(
  content: CertificateContent,
  labelCode: string | null,
  words: CertificateWords,
  maker: SliceMaker,
): Slice {
  const { say } = words;
  const places = { record: content.recordPlace.seq, certificate: content.certificatePlace.seq };
  const smallPrint = [
    [say('place'), say('placeOf', places)],
    [say('recordId'), content.record.recordId],
    [say('recordHash'), content.recordPlace.hash],
    [say('certificateHash'), content.certificatePlace.hash],
    [say('key'), content.keyId],
  ] as const;
  return checkSlice(
    sealText(content, labelCode),
    { fileName: ATTACHMENT_NAME, save: 'checkSave' },
    smallPrint,
    words,
    maker,
  );
}

/** The foot of every certificate: a QR code, how to check the attached file, and small print of a label and a value a line. */
export function checkSlice(
  qrText: string,
  { fileName, save }: { readonly fileName: string; readonly save: Word },
  smallPrint: readonly (readonly [string, string])[],
  words: CertificateWords,
  maker: SliceMaker,
): Slice {
  const { say } = words;
  const qr: Drawn = {
    item: { kind: 'qr', x: 0, y: 4, width: QR_WIDTH_PT, modules: qrModules(qrText) },
    role: 'Figure',
    element: maker.nextElement(),
  };
  const x = QR_WIDTH_PT + 14;
  const drawn: Drawn[] = [
    qr,
    maker.line(STYLES.heading, say('checkHeading'), x, 12, 'H2', maker.nextElement()),
    maker.line(STYLES.body, say(save, { fileName }), x, 25, 'P', maker.nextElement()),
    maker.line(STYLES.body, say('checkRun', { fileName }), x, 36.5, 'P', maker.nextElement()),
  ];
  smallPrint.forEach(([label, value], index) => {
    const baselineY = 51 + index * STYLES.small.leadPt;
    drawn.push(maker.line(STYLES.small, label, x, baselineY, 'P', maker.nextElement()));
    drawn.push(maker.line(STYLES.smallMono, value, x + 106, baselineY, 'P', maker.nextElement()));
  });
  return { heightPt: QR_WIDTH_PT + 8, drawn, atFoot: true };
}
