import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type LabelContent, labelContent, labelOfUnwiped } from '../../../core/domain/label.ts';
import english from '../../../core/messages/en/label.json' with { type: 'json' };
import type { LabelledThing } from '../../../electron/station/bench/labelDesk.ts';
import { assetLabelMarks } from '../../../electron/station/labels/assetLabel.ts';
import { driveLabelMarks } from '../../../electron/station/labels/driveLabel.ts';
import type { LabelMark } from '../../../electron/station/labels/labelMark.ts';
import { templateFor } from '../../../electron/station/labels/labelTemplate.ts';
import { picturePng } from '../../../electron/station/labels/picturePng.ts';
import { pictureFor } from '../../../electron/station/labels/renderLabel.ts';
import { assetContentFrom, unwipedContentFrom } from '../../../electron/station/labels/thingContent.ts';
import { codesOnPng } from '../../fixtures/paper/readPicture.ts';

const samples = resolve(import.meta.dirname, '../../../test-output/paper');
const sizes = (['50x25', '100x50'] as const).flatMap((size) => ([8, 12] as const).map((dots) => [size, dots] as const));
const DAY = '2026-11-23';
const thing: LabelledThing = {
  thingId: 'thing-1',
  assetTag: 'NW-004417',
  serialNumber: 'WD-WCC4E1234567',
  model: 'Western Digital Blue 1 TB',
  lotName: 'Nordwind Bank, November pallet 3',
  virtual: false,
  personName: 'Maria Kowalska',
};
/** What is only laid out when it is queued can always be drawn. */
test('whatever a thing is called, each of its labels can be drawn', () => {
  const text = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }));
  const names = fc.record({
    assetTag: text,
    serialNumber: text,
    model: text,
    lotName: fc.string(),
    personName: fc.string(),
  });
  fc.assert(
    fc.property(names, fc.constantFrom(...sizes), fc.integer({ min: 1, max: 99 }), (named, [labelSize, dots], copy) => {
      const called = { ...thing, ...named };
      const format = { language: 'zpl', labelSize, dotsPerMillimetre: dots } as const;
      for (const content of [unwipedContentFrom(called, 'SHRED', DAY), assetContentFrom(called, DAY)])
        expect(pictureFor(content, copy, format).widthDots).toBe(templateFor(labelSize, dots).widthDots);
    }),
    { numRuns: 60 },
  );
});

const textsOf = (marks: readonly LabelMark[]) => marks.flatMap((mark) => (mark.mark === 'text' ? [mark.text] : []));

beforeAll(() => void mkdirSync(samples, { recursive: true }));

async function codesOn(name: string, content: LabelContent, size: '50x25' | '100x50', dots: 8 | 12) {
  const png = picturePng(pictureFor(content, 1, { language: 'zpl', labelSize: size, dotsPerMillimetre: dots }));
  writeFileSync(join(samples, `label-${size}-${dots}-${name}.png`), png);
  return codesOnPng(png);
}

describe('the label of a drive that was never wiped', () => {
  test('is SHRED while destruction is its way, never PASS; and is taken over by QUARANTINE only where one was printed', () => {
    expect([true, false].map((carriesOne) => labelOfUnwiped(true, carriesOne))).toEqual(['SHRED', 'SHRED']);
    expect(labelOfUnwiped(false, true)).toBe('QUARANTINE');
    expect(labelOfUnwiped(false, false)).toBeNull();
  });

  test.each(sizes)(
    '%s mm, %i dots: says that it was not wiped, names no method, has no QR code',
    async (size, dots) => {
      for (const kind of ['SHRED', 'QUARANTINE'] as const) {
        for (const virtual of [false, true]) {
          const content = unwipedContentFrom({ ...thing, virtual }, kind, DAY);
          expect(labelContent.parse(content)).toEqual(content);
          const texts = textsOf(driveLabelMarks(templateFor(size, dots), english, content, 1));
          expect(texts).toEqual(
            expect.arrayContaining(['NOT', 'WIPED', english[`unwiped-${kind}`], kind, '4567', 'BAY ?  MK']),
          );
          expect(texts.join(' ')).not.toMatch(/sanitized|PASS|PURGE|CLEAR|overwrite|FAILED|\b0 [KMGT]?B\b/i);
          expect(texts.includes('VIRTUAL')).toBe(virtual);
          const name = `unwiped-${kind.toLowerCase()}${virtual ? '-virtual' : ''}`;
          expect(await codesOn(name, content, size, dots)).toEqual({ Code128: thing.serialNumber });
        }
      }
    },
  );

  test('a reprint shows its number', () => {
    const marks = driveLabelMarks(templateFor('50x25', 8), english, unwipedContentFrom(thing, 'SHRED', DAY), 3);
    expect(textsOf(marks)).toContain('NOT WIPED - TO BE DESTROYED (copy 3)');
  });

  test('no PASS can be drawn of it', () => {
    const content = unwipedContentFrom(thing, 'PASS', DAY);
    expect(() => driveLabelMarks(templateFor('50x25', 8), english, content, 1)).toThrow('never wiped');
  });

  test('what nobody knows of it stays unknown', () => {
    const nothing = { ...thing, assetTag: null, serialNumber: null, model: null };
    const texts = textsOf(
      driveLabelMarks(templateFor('50x25', 8), english, unwipedContentFrom(nothing, 'SHRED', DAY), 1),
    );
    expect(texts).toEqual(expect.arrayContaining(['????', english.serialUnknown, english.modelUnknown]));
  });
});

describe('the ASSET label', () => {
  const textsOn = (content: ReturnType<typeof assetContentFrom>, copy: number) =>
    textsOf(assetLabelMarks(templateFor('50x25', 8), english, content, copy));

  test.each(sizes)('%s mm, %i dots: the tag in bars, and not a word of the data', async (size, dots) => {
    const content = assetContentFrom(thing, DAY);
    expect(labelContent.parse(content)).toEqual(content);
    expect(await codesOn('asset', content, size, dots)).toEqual({ Code128: 'NW-004417' });
    expect(textsOn(content, 1).join(' ')).not.toMatch(/sanitized|wiped|PASS|SHRED|QUARANTINE/i);
  });

  test('of a thing without a tag carries its serial, and says that there is no tag', async () => {
    const content = assetContentFrom({ ...thing, assetTag: null }, DAY);
    expect(textsOn(content, 1)).toEqual(expect.arrayContaining([thing.serialNumber, english.assetTagUnknown]));
    expect(await codesOn('asset-without-tag', content, '50x25', 8)).toEqual({ Code128: thing.serialNumber });
  });

  test('a reprint shows its number', () => {
    expect(textsOn(assetContentFrom(thing, DAY), 2)).toContain('ASSET (copy 2)');
    expect(textsOn(assetContentFrom(thing, DAY), 1)).toContain('ASSET');
  });
});
