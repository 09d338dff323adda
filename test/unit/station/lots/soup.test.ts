import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBlank } from '../../../../core/intake/listShape.ts';
import { textExamples } from '../../../fixtures/lists/exports.ts';
import { imported, type ListBench, listBench } from '../../../fixtures/lists/importBytes.ts';
import { workbook } from '../../../fixtures/lists/workbook.ts';

/** So many in all; WIPEBENCH_SOUP_FILES=10000 for the long look, which takes minutes. */
const FILES = Number(process.env.WIPEBENCH_SOUP_FILES ?? 1000);

let bench: ListBench;
let book: Buffer;
beforeAll(async () => {
  bench = listBench();
  const cells = (...texts: readonly string[]) => texts.map((text) => ({ text }));
  book = await workbook([
    {
      name: 'List',
      rows: [cells('Serial', 'Model'), cells('PF1', 'T490'), cells('PF2', 'T490'), [{ number: 1.5e20 }]],
    },
  ]);
});
afterAll(() => bench.close());

const bytesOf = (arbitrary: fc.Arbitrary<string>) => arbitrary.map((text) => Buffer.from(text));

/** Bytes that mean something to a reader of text lists, far more often than chance would give them. */
const spiced = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom('"', '""', ',', ';', '\t', '\n', '\r\n', '\r', '\0', '\uFEFF', '="', "'", 'sep=;\n'),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'Serial',
          'Asset tag',
          'Model',
          'Total',
          '1.23E+10',
          'PF1',
          '00012',
          '10-Mar',
          'n/a',
          '序列号',
        ),
      },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

/** A real file with some of its bytes changed, taken out, doubled or cut off. */
const hurt = (whole: () => Buffer) =>
  fc
    .array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), how: fc.nat(3), byte: fc.nat(255) }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((hits) => {
      let bytes = Buffer.from(whole());
      for (const { at, how, byte } of hits) {
        const place = Math.floor(at * (bytes.length - 1));
        if (how === 0) bytes[place] = byte;
        else if (how === 1) bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1 + (byte % 9))]);
        else if (how === 2)
          bytes = Buffer.concat([bytes.subarray(0, place), Buffer.alloc(1 + (byte % 9), byte), bytes.subarray(place)]);
        else bytes = bytes.subarray(0, Math.max(4, place));
      }
      return bytes;
    });

const soups: readonly (readonly [string, number, fc.Arbitrary<Uint8Array>])[] = [
  ['bytes of chance', 0.15, fc.uint8Array({ maxLength: 600 })],
  ['bytes that mean something to a reader', 0.45, bytesOf(spiced)],
  [
    'real text lists, hurt',
    0.2,
    fc.constantFrom(...Object.values(textExamples)).chain(({ bytes }) => hurt(() => bytes)),
  ],
  ['real workbooks, hurt', 0.15, hurt(() => book)],
  [
    'what begins like a workbook',
    0.05,
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from('504b0304', 'hex'), bytes])),
  ],
];

describe('any soup of bytes gives rows or reasons, and every row is an asset or rejected', () => {
  it.each(soups)('%s', async (_name, share, arbitrary) => {
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(arbitrary, async (bytes) => {
        const result = await bench.import(bytes);
        if ('trouble' in result) return;
        const { counts, assets, rejected } = result;
        expect(counts.rows).toBe(counts.accepted + counts.rejected);
        expect([assets.length, rejected.length]).toEqual([counts.accepted, counts.rejected]);
        expect(rejected.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
        rows += counts.rows;
      }),
      { numRuns: Math.round(FILES * share) },
    );
    // Soup that never gives a row would prove nothing of rows.
    if (share > 0.1) expect(rows).toBeGreaterThan(0);
  });
});

describe('a list that was written by the rules', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('', 'PF1', 'A-1', 'x"y', 'a\nb', 'a;b', 'a,b', '1.23E+10', 'Total', '  '),
  );
  it('loses no row and adds none, whatever its cells are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (cells, delimiter, record_delimiter, quoted) => {
          const table = [['Serial number', 'Asset tag', 'Model'], ...cells];
          const bytes = Buffer.from(stringify(table, { delimiter, record_delimiter, quoted, quoted_match: /[\r\n]/ }));
          const format = { kind: 'csv', encoding: 'utf-8', delimiter } as const;
          const result = await bench.import(bytes, () => ({
            format,
            headerRow: 1,
            fields: ['serialNumber', 'assetTag', 'model'],
            dateOrder: 'day-first',
          }));
          if ('trouble' in result) return;
          const filled = cells.filter((row) => !isBlank(row));
          expect(result.counts.rows).toBe(filled.length);
          const kept = [...result.assets, ...result.rejected].sort((left, right) => left.rowNumber - right.rowNumber);
          expect(kept.map((row) => row.cells)).toEqual(filled);
        },
      ),
      { numRuns: Math.min(FILES, 1000) },
    );
  });

  it('is the same list in all encodings that have its letters', async () => {
    const text = 'Seriennummer;Standort\r\nPF1;Köln\r\nPF2;Düsseldorf\r\n';
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\uFEFF${text}`),
      Buffer.from(text, 'latin1'),
      utf16,
      Buffer.from(utf16).swap16(),
    ]) {
      const { assets } = imported(await bench.import(bytes));
      expect(assets.map(({ serialNumber, location }) => [serialNumber, location])).toEqual([
        ['PF1', 'Köln'],
        ['PF2', 'Düsseldorf'],
      ]);
    }
  });
});
