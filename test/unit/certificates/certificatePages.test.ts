import { describe, expect, test } from 'vitest';
import { type Page, page as pageSchema } from '../../../core/contract/pageView.ts';
import type { CertificateV1 } from '../../../core/record/certificateV1.ts';
import { NAMESPACE_NOTE } from '../../../core/record/namespaceNotes.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { readCertificateFile } from '../../../electron/station/certificates/certificateContent.ts';
import { certificatePages } from '../../../electron/station/certificates/certificatePages.ts';
import { type CertificateMessages, ENGLISH } from '../../../electron/station/certificates/certificateWords.ts';
import { certificateFonts } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { RENDERER } from '../../../electron/station/certificates/renderer.ts';
import { sampleCertificateFile } from '../../fixtures/paper/sampleCertificateFile.ts';
import { sampleRecord } from '../../fixtures/paper/sampleRecord.ts';
import { deviceErased } from '../../fixtures/record/deviceErased.ts';

const fonts = certificateFonts();

async function pagesOf(
  record: Partial<RecordV1> = {},
  certificate: Partial<CertificateV1> = {},
  messages: CertificateMessages = ENGLISH,
): Promise<Page[]> {
  const { bytes } = await sampleCertificateFile(record, certificate);
  return certificatePages(await readCertificateFile(bytes), messages, fonts);
}

function linesOf(pages: readonly Page[]): string[] {
  return pages.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])));
}

/** The value that stands under a label. */
function under(pages: readonly Page[], label: string): string | undefined {
  const lines = linesOf(pages);
  const labels = pages.flatMap(({ items }) => items.filter((item) => item.kind === 'text'));
  const at = labels.find(({ text }) => text === label);
  if (at === undefined) return undefined;
  const below = labels.filter((item) => item.x === at.x && item.y > at.y && item.y - at.y < 16);
  return lines.length === 0 ? undefined : below[0]?.text;
}

describe('the certificate of a drive that erased itself', () => {
  const erased = { technique: 'nvme-sanitize-block', leaves: 'uniform' } as const;
  const scrambled = { technique: 'nvme-sanitize-crypto', leaves: 'anything' } as const;

  test('says purged, by which command, what was compared and what the drive’s own state is', async () => {
    const pages = await pagesOf(deviceErased(sampleRecord(), erased));
    const text = linesOf(pages).join(' ');
    expect(text).toContain('This drive was purged by NVMe Sanitize, block erase, and ');
    expect(under(pages, 'The drive’s own state afterwards')).toContain('says that this erase completed');
    expect(under(pages, 'Seeded places, before against after')).toContain('0 unchanged');
    expect(under(pages, 'Bytes written')).toBeUndefined();
  });

  test.each([2, 32])('names every one of %s namespaces with its bytes, and the bytes of all of them', async (count) => {
    const record = deviceErased(sampleRecord(), scrambled);
    const bytes = record.drive.capacityBeforeBytes / count;
    const numbers = Array.from({ length: count }, (_, at) => at + 1);
    record.technique.device?.notes.push(
      ...numbers.map((namespace) => ({
        code: NAMESPACE_NOTE,
        details: { namespace, device: `nvme0n${namespace}`, bytes },
      })),
    );
    const pages = await pagesOf(record);
    for (const page of pages) pageSchema.parse(page);
    const text = linesOf(pages).join(' ');
    expect(text).toContain(`${count}, each marked before and looked at after: number 1 with `);
    for (const number of numbers) expect(text).toMatch(new RegExp(`number ${number} with [0-9]`));
    expect(text).toContain('Namespaces');
    expect(linesOf(await pagesOf(deviceErased(sampleRecord(), scrambled)))).not.toContain('Namespaces');
  });

  test('claims of a cryptographic erase only that the compared places changed', async () => {
    const text = linesOf(await pagesOf(deviceErased(sampleRecord(), scrambled))).join(' ');
    expect(text).toContain('no longer hold what they held before');
    expect(text).not.toContain('without finding any earlier data');
  });

  test.each([
    ['the drive’s own state', { state: 'unknown' }, {}],
    ['compared before and after', {}, { unchanged: 1 }],
    ['compared before and after', {}, { compared: 7 }],
  ] as const)('is not drawn when %s does not hold', async (named, device, comparison) => {
    const record = deviceErased(sampleRecord(), erased);
    Object.assign(record.technique.device ?? {}, device);
    Object.assign(record.comparison ?? {}, comparison);
    const { bytes } = await sampleCertificateFile(record);
    await expect(readCertificateFile(bytes)).rejects.toThrow(named);
  });
});

describe('the common certificate', () => {
  test('is one page of the contract, with the plain sentence first', async () => {
    const pages = await pagesOf();
    expect(pages).toHaveLength(1);
    for (const page of pages) pageSchema.parse(page);
    const text = linesOf(pages).join(' ');
    expect(text).toContain(
      'This drive was cleared by overwriting every addressable byte with zeros, and all of it was read back without finding any earlier data.',
    );
    expect(text.indexOf('This drive was cleared')).toBeLessThan(text.indexOf('Manufacturer'));
  });

  test('says that a drive was not drawn for validation', async () => {
    expect(linesOf(await pagesOf()).join(' ')).toContain('This drive was not drawn for validation by a second person.');
  });

  test('shows what was not known or given in words, never blank and never 0', async () => {
    const drive = { ...sampleRecord().drive, wwn: null, firmware: null, capacityAfterBytes: null };
    const record = { drive, healthAfter: null, asset: { assetTag: null, lotName: null } };
    const pages = await pagesOf(record, { manufacturer: null, model: null });
    expect(under(pages, 'Manufacturer')).toBe('unknown');
    expect(under(pages, 'Model')).toBe('unknown');
    expect(under(pages, 'Property number (asset tag)')).toBe('not given');
    expect(under(pages, 'World wide name')).toBe('unknown');
    expect(under(pages, 'Health grade, before and after')).toBe('A, then unknown');
    expect(under(pages, 'Confidentiality before')).toBe('not given');
    expect(under(pages, 'Reallocated sectors, before and after')).toBe('0, then unknown');
  });

  test('a sampled read-back is not called a full one', async () => {
    const verification = { ...sampleRecord().verification, design: 'sampled' as const, sharePpm: 100_000 };
    const full = sampleRecord().verification;
    if (full === null) throw new Error('the sample has a read-back');
    const sampled = { ...full, ...verification, expectedBytes: 200_039_893_402, readBytes: 200_039_893_402 };
    const text = linesOf(await pagesOf({ verification: sampled })).join(' ');
    expect(text).toContain('10 % of it was read back without finding any earlier data');
    expect(text).not.toContain('all of it was read back');
  });

  test('exceptions are named', async () => {
    const reasons = [{ code: 'reallocated-sectors-out-of-reach', details: { sectors: 8 } }];
    const pages = await pagesOf({ verdict: { outcome: 'sanitized-with-exceptions', reasons } });
    const text = linesOf(pages).join(' ');
    expect(text).toContain('Sanitized with exceptions');
    expect(text).toContain('8 sectors were replaced by the drive');
    expect(text).toContain('Read the exceptions below.');
  });

  test('statements that nobody measured stand apart from what was measured', async () => {
    const [page] = await pagesOf();
    if (page === undefined) throw new Error('no page');
    const boxes = page.items.filter((item) => item.kind === 'box');
    const boxAround = (needle: string): number => {
      const line = page.items.find((item) => item.kind === 'text' && item.text.includes(needle));
      if (line?.kind !== 'text') throw new Error(`${needle} is not on the page`);
      return boxes.findIndex(({ y, height }) => y < line.y && line.y < y + height);
    };
    const measured = boxAround('Bytes read back');
    const stated = boxAround('Only the area that a host can address');
    expect(measured).toBeGreaterThanOrEqual(0);
    expect(stated).toBeGreaterThanOrEqual(0);
    expect(measured).not.toBe(stated);
  });
});

test('the fullest common certificate is one page: virtual, little known, long tools, validated', async () => {
  const sample = sampleRecord();
  const drive = { ...sample.drive, wwn: 'c09c63ea-581f-4a0a-90ce-1a6734d65003', firmware: null };
  const clock = { ...sample.clock, source: 'system clock (CLOCK_REALTIME)', synchronized: null };
  const { person, at, location } = { person: sample.operator, at: sample.clock.endedAt, location: 'Demo bench' };
  const pages = await pagesOf(
    { virtual: true, drive, clock },
    {
      tools: ['wipebench-engine 0.1.0', 'wipebench-agent 0.1.0', 'node v24.21.0', 'smartctl 7.3'].map((tool) => {
        const [name = '', version = ''] = tool.split(' ');
        return { name, version };
      }),
      validator: { person, at, location },
      attestations: [
        'host-visible-area-only',
        'reallocated-not-measured',
        'hidden-areas-not-examined',
        'read-back-sampled',
        'virtual-drive',
      ],
    },
  );
  expect(pages).toHaveLength(1);
});

describe('statements of the agent', () => {
  test('each has words of its own; an unknown one shows its code', async () => {
    const attestations = [
      'host-visible-area-only',
      'reallocated-not-measured',
      'hidden-areas-not-examined',
      'read-back-sampled',
      'virtual-drive',
    ];
    const known = linesOf(await pagesOf({}, { attestations })).join(' ');
    expect(known).not.toContain('has no words for it');
    expect(linesOf(await pagesOf({}, { attestations: ['some-later-code'] })).join(' ')).toContain(
      'Statement “some-later-code” of the sealed certificate; this version has no words for it.',
    );
  });
});

describe('a virtual drive', () => {
  test('is called virtual in the sentence and in a striped band at both ends of every page', async () => {
    const pages = await pagesOf({ virtual: true }, { lotName: 'word '.repeat(800).trim() });
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) {
      const marks = page.items.filter((item) => item.kind === 'text' && item.text === 'VIRTUAL');
      expect(marks.map((mark) => mark.kind === 'text' && mark.y < page.heightPt / 2)).toEqual([true, false]);
      expect(page.items.filter((item) => item.kind === 'box').length).toBeGreaterThan(100);
    }
    expect(linesOf(pages).join(' ')).toContain('This virtual drive was cleared');
  });

  test('a real drive has no band', async () => {
    expect(linesOf(await pagesOf()).join(' ')).not.toContain('VIRTUAL');
  });
});

describe('long values', () => {
  test('go on to the next page, stay inside the margins and lose nothing', async () => {
    const lotName = Array.from({ length: 700 }, (_, index) => `w${index}`).join(' ');
    const destination = 'x'.repeat(3000);
    const pages = await pagesOf({}, { lotName, destination });
    expect(pages.length).toBeGreaterThan(1);
    const words = new Set(linesOf(pages).flatMap((line) => line.split(' ')));
    for (const word of lotName.split(' ')) expect(words.has(word), word).toBe(true);
    expect([...linesOf(pages).join('')].filter((letter) => letter === 'x').length).toBeGreaterThanOrEqual(3000);
    for (const page of pages) {
      for (const item of page.items) {
        if (item.kind !== 'text') continue;
        expect(item.x + item.widthPt, item.text).toBeLessThanOrEqual(page.widthPt - 30);
        expect(item.y, item.text).toBeLessThan(page.heightPt - 4);
      }
    }
  });

  test('values do not run into the next column', async () => {
    const pages = await pagesOf({}, { manufacturer: 'M'.repeat(60), model: 'W'.repeat(60) });
    for (const { items } of pages) {
      const texts = items.filter((item) => item.kind === 'text');
      for (const one of texts) {
        const touching = texts.find(
          (other) => other !== one && other.y === one.y && other.x > one.x && other.x < one.x + one.widthPt,
        );
        expect(touching?.text, one.text).toBeUndefined();
      }
    }
  });
});

describe('words', () => {
  test('every word on the page comes from the catalogue or from the sealed facts', async () => {
    const strange = Object.fromEntries(
      Object.entries(ENGLISH).map(([key, sentence]) => [
        key,
        sentence.replace(/\{\{\w+\}\}|[A-Za-z]/g, (part) => (part.length > 1 ? part : 'Ж')),
      ]),
    ) as CertificateMessages;
    const { bytes } = await sampleCertificateFile();
    const content = await readCertificateFile(bytes);
    const facts = `${JSON.stringify(content)} ${RENDERER} certificate.json TB`;
    for (const line of linesOf(certificatePages(content, strange, fonts))) {
      for (const [word] of line.matchAll(/[A-Za-z]{2,}/g)) expect(facts, line).toContain(word);
    }
  });
});

describe('paper is drawn only from a file that holds together', () => {
  test('one changed byte anywhere is refused', async () => {
    const { bytes } = await sampleCertificateFile();
    const text = new TextDecoder().decode(bytes);
    for (const at of [60, 200, 900, 2500, bytes.length - 40]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = text[at] === 'A' ? 0x42 : 0x41;
      await expect(readCertificateFile(changed), `byte ${at}`).rejects.toThrow();
    }
  });

  test.each([
    ['earlier data was found', { verification: { ...sampleRecord().verification, mismatchBytes: 1 } }, 'nothing found'],
    [
      'not all was written',
      {
        technique: {
          ...sampleRecord().technique,
          passes: sampleRecord().technique.passes.map((pass) => ({ ...pass, writtenBytes: 4096 })),
        },
      },
      'every byte written',
    ],
    ['another verdict', { verdict: { outcome: 'failed', reasons: [{ code: 'x', details: {} }] } }, 'verdict'],
  ])('a certificate on a record in which %s is refused, however well sealed', async (_, changes, named) => {
    const { bytes } = await sampleCertificateFile(changes as Partial<RecordV1>);
    await expect(readCertificateFile(bytes)).rejects.toThrow(named);
  });

  test('a certificate of another drive is refused', async () => {
    const { bytes } = await sampleCertificateFile({}, { serialNumber: 'OTHER' });
    await expect(readCertificateFile(bytes)).rejects.toThrow('serial number');
  });
});
