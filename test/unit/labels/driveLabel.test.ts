import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DriveLabelContent, DriveLabelKind } from '../../../core/domain/label.ts';
import english from '../../../core/messages/en/label.json' with { type: 'json' };
import { driveLabelMarks, driveLabelPicture, type LabelMessages } from '../../../electron/station/labels/driveLabel.ts';
import { textWidth } from '../../../electron/station/labels/labelFace.ts';
import { isBlack } from '../../../electron/station/labels/labelPicture.ts';
import { templateFor } from '../../../electron/station/labels/labelTemplate.ts';
import { picturePng } from '../../../electron/station/labels/picturePng.ts';
import { codesOnPng } from '../../fixtures/paper/readPicture.ts';
import { signedLabel } from '../../fixtures/paper/signedLabel.ts';

const samples = resolve(import.meta.dirname, '../../../test-output/paper');
const template = templateFor('50x25', 8);
const sizes = (['50x25', '100x50'] as const).flatMap((size) => ([8, 12] as const).map((dots) => [size, dots] as const));

beforeAll(() => void mkdirSync(samples, { recursive: true }));

async function codesOn(name: string, content: DriveLabelContent, drawnOn = template): Promise<Record<string, string>> {
  const png = picturePng(driveLabelPicture(drawnOn, content));
  writeFileSync(join(samples, `label-${name}.png`), png);
  return codesOnPng(png);
}

describe('both codes can be read back from the drawn label', () => {
  const kinds: readonly DriveLabelKind[] = ['PASS', 'SHRED', 'QUARANTINE'];
  const all = sizes.flatMap(([size, dots]) =>
    kinds.flatMap((kind) => [false, true].map((virtual) => [size, dots, kind, virtual] as const)),
  );
  test.each(all)('%s mm, %i dots a millimetre, %s, virtual %s', async (size, dots, kind, virtual) => {
    const content = { ...signedLabel({}, virtual), kind };
    const name = `${size}-${dots}-${kind.toLowerCase()}${virtual ? '-virtual' : ''}`;
    const codes = await codesOn(name, content, templateFor(size, dots));
    expect(codes).toEqual({ QRCode: content.labelCode, Code128: content.serialNumber });
  });

  test('the squares of an everyday code on the smallest label at 203 dpi are three dots, more than a third of a millimetre', () => {
    const qr = driveLabelMarks(template, english, signedLabel(), 1).find((mark) => mark.mark === 'qr');
    expect(qr?.mark === 'qr' && qr.dots).toBe(3);
  });

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
    const content = signedLabel({ serialNumber, model: 'SAMSUNG MZ7LH960HAJR-00005' });
    const codes = await codesOn(`serial ${name}`.replaceAll(/\W+/g, '-'), content);
    expect(codes).toEqual({ QRCode: content.labelCode, Code128: serialNumber });
  });

  test('the longest label code that a serial and a model in plain letters can make', async () => {
    const content = signedLabel({ serialNumber: 'S'.repeat(40), model: 'M'.repeat(40) });
    expect(content.labelCode?.length).toBeGreaterThan(255);
    expect((await codesOn('longest-code', content)).QRCode).toBe(content.labelCode);
  });

  test('a label code three times as long as usual is still on the label, in smaller squares', async () => {
    const content = signedLabel({ serialNumber: '盤'.repeat(40), model: '碟'.repeat(40) });
    expect(content.labelCode?.length).toBeGreaterThan(400);
    expect((await codesOn('longest-unicode-code', content)).QRCode).toBe(content.labelCode);
  });
});

describe('where there is no bar code the label says why and shows the serial', () => {
  const textsOf = (content: DriveLabelContent): string[] =>
    driveLabelMarks(template, english, content, 1).flatMap((mark) => (mark.mark === 'text' ? [mark.text] : []));

  test('too long', async () => {
    const content = signedLabel({ serialNumber: `${'X'.repeat(40)}9999` });
    expect(textsOf(content)).toContain(english.noBarCodeTooLong);
    expect(textsOf(content)).toContain(`${'X'.repeat(40)}9999`);
    expect((await codesOn('serial-too-long', content)).Code128).toBeUndefined();
  });
  test('characters that Code 128 lacks', () => {
    const texts = textsOf(signedLabel({ serialNumber: 'SN中1234' }));
    expect(texts).toContain(english.noBarCodeCharacters);
    expect(texts).toContain('SN中1234');
  });
  test('no serial: unknown, never blank or 0', async () => {
    const texts = textsOf(signedLabel({ serialNumber: null, model: null }));
    expect(texts).toEqual(expect.arrayContaining(['????', english.serialUnknown, english.noBarCodeSerialUnknown]));
    await codesOn('nothing-known', signedLabel({ serialNumber: null, model: null }));
  });
});

describe('what a label says', () => {
  test('only a PASS carries the bare method; the others say that it failed or is not proven', () => {
    const method = (kind: DriveLabelKind): string | undefined =>
      driveLabelMarks(template, english, { ...signedLabel(), kind }, 1).flatMap((mark) =>
        mark.mark === 'text' && mark.text.startsWith('CLEAR') ? [mark.text] : [],
      )[0];
    expect(method('PASS')).toBe('CLEAR - overwrite zeros');
    expect(method('SHRED')).toBe('CLEAR FAILED - overwrite zeros');
    expect(method('QUARANTINE')).toBe('CLEAR NOT PROVEN - overwrite zeros');
  });

  test('a label against the verdict says what was decided, not the method, and has no code that would tell the verdict', async () => {
    for (const [size, dots] of sizes) {
      for (const [kind, cause, said] of [
        ['QUARANTINE', 'quality', english['method-quality']],
        ['SHRED', 'route', english['method-route']],
      ] as const) {
        const content = { ...signedLabel(), kind, cause, labelCode: null };
        const drawnOn = templateFor(size, dots);
        const texts = driveLabelMarks(drawnOn, english, content, 2).flatMap((mark) =>
          mark.mark === 'text' ? [mark.text] : [],
        );
        expect(texts).toContain(`${said} (copy 2)`);
        expect(texts).toContain(english.noQrCodeOverruled);
        expect(texts.filter((text) => text.startsWith('CLEAR'))).toEqual([]);
        expect(await codesOn(`${size}-${dots}-${cause}`, content, drawnOn)).toEqual({ Code128: content.serialNumber });
      }
    }
  });

  test('the last four of the serial are the largest type', () => {
    const texts = driveLabelMarks(template, english, signedLabel(), 1).filter((mark) => mark.mark === 'text');
    const largest = texts.reduce((one, other) => (other.height > one.height ? other : one));
    expect(largest.text).toBe('Q7XA');
  });

  test('a SHRED label is mostly black, a PASS label mostly white', () => {
    const black = (kind: DriveLabelKind): number => {
      const { qr, barCode, widthDots } = template;
      const picture = driveLabelPicture(template, { ...signedLabel(), kind });
      let count = 0;
      let all = 0;
      for (let y = 0; y < barCode.y - 4; y += 1) {
        for (let x = 0; x < widthDots; x += 1) {
          if (x >= qr.x - 4 && y < qr.y + qr.side + 4) continue;
          all += 1;
          if (isBlack(picture, x, y)) count += 1;
        }
      }
      return count / all;
    };
    expect(black('SHRED')).toBeGreaterThan(0.65);
    expect(black('PASS')).toBeLessThan(0.4);
  });

  test('a reprint shows its number', () => {
    const said = (copy: number): string => JSON.stringify(driveLabelMarks(template, english, signedLabel(), copy));
    expect(said(2)).toContain('copy 2');
    expect(said(1)).not.toContain('copy');
  });

  test('every text stays in its field, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const content = {
          ...signedLabel(),
          serialNumber: text,
          model: text,
          lotName: text,
          assetTag: text,
          initials: text,
        };
        for (const mark of driveLabelMarks(template, english, content, 1)) {
          if (mark.mark !== 'text') continue;
          const right = mark.x + textWidth(mark.text, mark.height, mark.bold) * mark.squeeze;
          expect(right).toBeLessThanOrEqual(template.widthDots + 0.001);
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
    const content = signedLabel();
    const facts = `${JSON.stringify(content)} TB`;
    for (const mark of driveLabelMarks(template, strange, { ...content, virtual: true }, 2)) {
      if (mark.mark !== 'text') continue;
      for (const [word] of mark.text.matchAll(/[A-Za-z]{2,}/g)) expect(facts, mark.text).toContain(word);
    }
  });
});
