import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { LabelContent, LabelKind } from '../../../core/domain/label.ts';
import english from '../../../core/messages/en/label.json' with { type: 'json' };
import { encodeLabelCode, labelCodeFacts, labelCodeMessage, labelCodePayload } from '../../../core/record/labelCode.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { driveLabelMarks, type LabelMessages, zplFor } from '../../../electron/station/labels/driveLabel.ts';
import { labelContentFrom } from '../../../electron/station/labels/labelContentFrom.ts';
import { driveLabelTemplate } from '../../../electron/station/labels/labelTemplate.ts';
import { widthDots } from '../../../electron/station/labels/labelText.ts';
import { previewPng } from '../../../electron/station/labels/previewPng.ts';
import { signWithTestKey } from '../../fixtures/paper/sampleCertificateFile.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';

const samples = resolve(import.meta.dirname, '../../../test-output/paper');
const template = driveLabelTemplate();

beforeAll(() => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer } });
  mkdirSync(samples, { recursive: true });
});

function labelOf(changes: Partial<RecordV1['drive']> = {}, virtual = false): LabelContent {
  const sample = sampleRecord();
  const record = sampleRecord({ virtual, drive: { ...sample.drive, ...changes } });
  const payload = labelCodePayload(labelCodeFacts(record, 'ab'.repeat(32)));
  return labelContentFrom(record, encodeLabelCode(payload, signWithTestKey(labelCodeMessage(payload))), 7);
}

async function codesOn(name: string, content: LabelContent, copy = 1): Promise<Record<string, string>> {
  const zpl = zplFor(content, copy);
  const png = await previewPng(zpl);
  writeFileSync(join(samples, `label-${name}.png`), png);
  writeFileSync(join(samples, `label-${name}.zpl`), zpl);
  const image = new Blob([Uint8Array.from(png)]);
  const found = await readBarcodes(image, { formats: ['QRCode', 'Code128'], tryHarder: true });
  return Object.fromEntries(found.map(({ format, text }) => [format, text]));
}

describe('both codes can be read back from the drawn label', () => {
  const kinds: readonly LabelKind[] = ['PASS', 'SHRED', 'QUARANTINE'];
  test.each(kinds.flatMap((kind) => [false, true].map((virtual) => [kind, virtual] as const)))(
    '%s, virtual %s',
    async (kind, virtual) => {
      const content = { ...labelOf({}, virtual), kind };
      const codes = await codesOn(`${kind.toLowerCase()}${virtual ? '-virtual' : ''}`, content);
      expect(codes).toEqual({ QRCode: content.labelCode, Code128: content.serialNumber });
    },
  );

  test.each([
    ['one character', '7'],
    ['digits only', '90214881230057'],
    ['an odd number of digits', '9021488123005'],
    ['WD, 15 characters', 'WD-WCC4E1234567'],
    ['Samsung, 14 characters', 'S4EWNX0M123456'],
    ['NVMe, 20 characters, the standard’s most', 'PHYF12345678ABCDEFGH'],
    ['the widest that fits', 'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDE'],
    ['printer commands', '^XA~JA_>"quote\''],
    ['lower case and spaces', 'a b  c>0>5'],
  ])('serial: %s', async (name, serialNumber) => {
    const content = labelOf({ serialNumber, model: 'SAMSUNG MZ7LH960HAJR-00005' });
    const codes = await codesOn(`serial ${name}`.replaceAll(/\W+/g, '-'), content);
    expect(codes).toEqual({ QRCode: content.labelCode, Code128: serialNumber });
  });

  test('the longest label code that a serial and a model in plain letters can make', async () => {
    const content = labelOf({ serialNumber: 'S'.repeat(40), model: 'M'.repeat(40) });
    expect(content.labelCode.length).toBeGreaterThan(255);
    expect((await codesOn('longest-code', content)).QRCode).toBe(content.labelCode);
  });

  test('a label code three times as long as usual is still on the label, in smaller squares', async () => {
    const content = labelOf({ serialNumber: '盤'.repeat(40), model: '碟'.repeat(40) });
    expect(content.labelCode.length).toBeGreaterThan(400);
    expect((await codesOn('longest-unicode-code', content)).QRCode).toBe(content.labelCode);
  });
});

describe('where there is no bar code the label says why and shows the serial', () => {
  const textsOf = (content: LabelContent): string[] =>
    driveLabelMarks(template, english, content, 1).flatMap((mark) => (mark.mark === 'text' ? [mark.text] : []));

  test('too long', async () => {
    const content = labelOf({ serialNumber: `${'X'.repeat(40)}9999` });
    expect(textsOf(content)).toContain(english.noBarCodeTooLong);
    expect(textsOf(content)).toContain(`${'X'.repeat(40)}9999`);
    expect((await codesOn('serial-too-long', content)).Code128).toBeUndefined();
  });
  test('characters that Code 128 lacks', () => {
    const texts = textsOf(labelOf({ serialNumber: 'SN中1234' }));
    expect(texts).toContain(english.noBarCodeCharacters);
    expect(texts).toContain('SN\\u{4E2D}1234');
  });
  test('no serial: unknown, never blank or 0', async () => {
    const texts = textsOf(labelOf({ serialNumber: null, model: null }));
    expect(texts).toEqual(expect.arrayContaining(['????', english.serialUnknown, english.noBarCodeSerialUnknown]));
    await codesOn('nothing-known', labelOf({ serialNumber: null, model: null }));
  });
});

describe('what a label says', () => {
  test('only a PASS carries the bare method; the others say that it failed or is not proven', () => {
    const method = (kind: LabelKind): string | undefined =>
      driveLabelMarks(template, english, { ...labelOf(), kind }, 1).flatMap((mark) =>
        mark.mark === 'text' && mark.text.startsWith('CLEAR') ? [mark.text] : [],
      )[0];
    expect(method('PASS')).toBe('CLEAR - overwrite zeros');
    expect(method('SHRED')).toBe('CLEAR FAILED - overwrite zeros');
    expect(method('QUARANTINE')).toBe('CLEAR NOT PROVEN - overwrite zeros');
  });

  test('the last four of the serial are the largest type', () => {
    const texts = driveLabelMarks(template, english, labelOf(), 1).filter((mark) => mark.mark === 'text');
    const largest = texts.reduce((one, other) => (other.height > one.height ? other : one));
    expect(largest.text).toBe('Q7XA');
  });

  test('a SHRED label is mostly black, a PASS label mostly white', async () => {
    const black = (kind: LabelKind): number => {
      const { qr, barCode } = template;
      const inside = (x: number, y: number): boolean => (x >= qr.x - 4 && y < qr.y + qr.side + 4) || y >= barCode.y - 4;
      const dots = Array.from({ length: 200 }, () => new Uint8Array(400));
      for (const shape of template.kinds[kind].shapes) {
        if (shape.shape !== 'box') continue;
        for (let y = shape.y; y < shape.y + shape.height; y += 1) {
          dots[y]?.fill(shape.colour === 'black' ? 1 : 0, shape.x, shape.x + shape.width);
        }
      }
      let count = 0;
      let all = 0;
      dots.forEach((row, y) => {
        row.forEach((dot, x) => {
          if (inside(x, y)) return;
          all += 1;
          count += dot;
        });
      });
      return count / all;
    };
    expect(black('SHRED')).toBeGreaterThan(0.9);
    expect(black('PASS')).toBeLessThan(0.35);
  });

  test('a reprint shows its number', () => {
    expect(new TextDecoder().decode(zplFor(labelOf(), 2))).toContain('copy 2');
    expect(new TextDecoder().decode(zplFor(labelOf(), 1))).not.toContain('copy');
  });

  test('every text stays in its field, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const content = {
          ...labelOf(),
          serialNumber: text,
          model: text,
          lotName: text,
          assetTag: text,
          initials: text,
        };
        for (const mark of driveLabelMarks(template, english, content, 1)) {
          if (mark.mark !== 'text') continue;
          expect(mark.x + widthDots(template, mark.text, mark.height)).toBeLessThanOrEqual(template.widthDots);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('every word comes from the catalogue or from the record', () => {
    const strange = Object.fromEntries(
      Object.entries(english).map(([key, text]) => [
        key,
        text.replace(/\{\{\w+\}\}|[A-Za-z]/g, (part) => (part.length > 1 ? part : 'Ø')),
      ]),
    ) as LabelMessages;
    const content = labelOf();
    const facts = `${JSON.stringify(content)} TB`;
    for (const mark of driveLabelMarks(template, strange, { ...content, virtual: true }, 2)) {
      if (mark.mark !== 'text') continue;
      for (const [word] of mark.text.matchAll(/[A-Za-z]{2,}/g)) expect(facts, mark.text).toContain(word);
    }
  });
});
