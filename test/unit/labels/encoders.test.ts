import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ready } from 'zpl-renderer-js';
import type { AssetLabelContent } from '../../../core/domain/label.ts';
import { labelSize, type PrinterLanguage, printerLanguage } from '../../../core/domain/printer.ts';
import { epl2Reader } from '../../../electron/cli/demo/virtualPrinter/epl2Reader.ts';
import type { OrderReader } from '../../../electron/cli/demo/virtualPrinter/paper.ts';
import { tsplReader } from '../../../electron/cli/demo/virtualPrinter/tsplReader.ts';
import { zplReader } from '../../../electron/cli/demo/virtualPrinter/zplReader.ts';
import { assetLabelPicture } from '../../../electron/station/labels/assetLabel.ts';
import { drawLabel } from '../../../electron/station/labels/drawLabel.ts';
import { whiteBits } from '../../../electron/station/labels/epl2Encoder.ts';
import type { LabelFormat } from '../../../electron/station/labels/labelPrinter.ts';
import { templateFor } from '../../../electron/station/labels/labelTemplate.ts';
import { bytesFor, pictureFor, testPicture } from '../../../electron/station/labels/renderLabel.ts';
import { codesOn, codesOnPng, dotsOf } from '../../fixtures/paper/readPicture.ts';
import { signedLabel } from '../../fixtures/paper/signedLabel.ts';

const formats: LabelFormat[] = printerLanguage.options.flatMap((language) =>
  labelSize.options.flatMap((size) =>
    ([8, 12] as const).map((dotsPerMillimetre) => ({ language, labelSize: size, dotsPerMillimetre })),
  ),
);
const named = formats.map(
  (format) => [`${format.language} ${format.labelSize} ${format.dotsPerMillimetre}`, format] as const,
);

/** A reader of the language that shares no code with its encoder. */
function readerOf({ language, dotsPerMillimetre }: LabelFormat): OrderReader {
  const readers: Readonly<Record<PrinterLanguage, () => OrderReader>> = {
    zpl: zplReader,
    epl2: epl2Reader,
    tspl: () => tsplReader(dotsPerMillimetre),
  };
  return readers[language]();
}

/** Serials and names as they come, and as somebody who means harm would make them. */
const NASTY = [
  '^XA~JA^XZ',
  'P1\nN\nGW0,0,1,1,\u0000',
  '"\r\nPRINT 99\r\nCLS\r\n"',
  '\u001b!?\u001b!R',
  '\\&\\u{41}',
  '\u0000\u0013\u0011\u0003',
  'Zażółć gęślą jaźń',
  '硬盘 一號',
  '💾🔥',
  '\u202eSSAP\u202c',
  "=cmd|' /C calc'!A0",
  '../../etc/passwd',
  'x'.repeat(4096),
];

describe.each(named)('%s', (_name, format) => {
  test('what the printer burns is what the window shows, and both codes can be read from it', async () => {
    const content = signedLabel();
    const picture = pictureFor(content, 1, format);
    const orders = readerOf(format).take(Buffer.from(bytesFor(picture, format)));
    expect(orders.map(({ order }) => order)).toEqual(['print']);
    const [printed] = orders;
    if (printed?.order !== 'print') throw new Error('nothing was printed');
    expect(dotsOf(printed.paper)).toEqual(dotsOf(picture));
    expect(await codesOn(printed.paper)).toEqual({ QRCode: content.labelCode, Code128: content.serialNumber });
  });

  test('no content can add a command or a label', () => {
    for (const nasty of NASTY) {
      const content = {
        ...signedLabel(),
        serialNumber: nasty,
        model: nasty,
        lotName: nasty,
        assetTag: nasty,
        initials: nasty,
      };
      const orders = readerOf(format).take(Buffer.from(bytesFor(pictureFor(content, 1, format), format)));
      expect(
        orders.map(({ order }) => order),
        nasty.slice(0, 20),
      ).toEqual(['print']);
    }
  });
});

describe('a broken line', () => {
  test.each(named.filter(([name]) => name.includes('50x25 8')))(
    '%s: what is cut anywhere prints nothing',
    (_name, format) => {
      const picture = pictureFor(signedLabel(), 1, format);
      const bytes = Buffer.from(bytesFor(picture, format));
      fc.assert(
        fc.property(fc.integer({ min: 0, max: bytes.length - 4 }), (length) => {
          const reader = readerOf(format);
          expect(reader.take(bytes.subarray(0, length))).toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('ZPL, read by an independent renderer', () => {
  test.each(named.filter(([, { language }]) => language === 'zpl'))('%s', async (_name, format) => {
    const content = signedLabel();
    const { widthMillimetres, heightMillimetres } = templateFor(format.labelSize, format.dotsPerMillimetre);
    const { api } = await ready;
    const zpl = new TextDecoder('ascii', { fatal: true }).decode(bytesFor(pictureFor(content, 1, format), format));
    const base64 = await api.zplToBase64Async(zpl, widthMillimetres, heightMillimetres, format.dotsPerMillimetre);
    expect(await codesOnPng(Buffer.from(base64, 'base64'))).toEqual({
      QRCode: content.labelCode,
      Code128: content.serialNumber,
    });
  });
});

describe('the languages in bytes', () => {
  const tiny = drawLabel(12, 2, [{ mark: 'box', x: 0, y: 0, width: 9, height: 1, colour: 'black' }]);
  test('in EPL2 and TSPL a white dot is a set bit, also beyond the label’s edge', () => {
    expect([...whiteBits(tiny, tiny.bits)]).toEqual([0x00, 0x7f, 0xff, 0xff]);
  });
  test('EPL2 names length and gap in dots, TSPL in millimetres', () => {
    const text = (language: PrinterLanguage): string =>
      Buffer.from(
        bytesFor(testPicture({ language, labelSize: '50x25', dotsPerMillimetre: 12 }), {
          language,
          labelSize: '50x25',
          dotsPerMillimetre: 12,
        }),
      ).toString('latin1');
    expect(text('epl2')).toContain('\nq600\nQ300,36\nGW0,0,75,300,');
    expect(text('tspl')).toContain('SIZE 50 mm,25 mm\r\nGAP 3 mm,0 mm\r\n');
    expect(text('zpl')).toContain('^PW600\n^LL300\n');
  });
});

const asset = (changes: Partial<AssetLabelContent>): AssetLabelContent => ({
  kind: 'ASSET',
  assetTag: null,
  serialNumber: null,
  lotName: null,
  date: '2026-11-22',
  ...changes,
});

describe('the ASSET label', () => {
  test.each(named.filter(([, { language }]) => language === 'tspl'))(
    '%s: its tag can be scanned',
    async (_name, format) => {
      const content = asset({ assetTag: 'NW-004417', serialNumber: null, lotName: 'Żółw & Söhne' });
      const picture = assetLabelPicture(templateFor(format.labelSize, format.dotsPerMillimetre), content);
      expect(await codesOn(picture)).toEqual({ Code128: 'NW-004417' });
    },
  );
});

test.each(named.filter(([, { language }]) => language === 'epl2'))(
  'the test label carries a code and no verdict: %s',
  async (_name, format) => {
    expect(await codesOn(testPicture(format))).toEqual({ Code128: 'TEST 0123456789' });
  },
);
