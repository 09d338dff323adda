import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaperLanguage } from '../../../core/domain/paper.ts';
import { MOST_PRINTED } from '../../../electron/station/lots/report/paperContent.ts';
import { anna, ben, type ListRow, type LotBench, lotBench } from '../../fixtures/lots/lotBench.ts';

const TOOLS = ['qpdf', 'pdffonts', 'pdftotext', 'pdfinfo'].map((name) => `/usr/bin/${name}`);
const missing = TOOLS.filter((tool) => !existsSync(tool));
if (missing.length > 0) {
  console.log(`SKIPPED: ${missing.join(', ')} missing (Debian packages qpdf, poppler-utils)`);
}

const samples = resolve(import.meta.dirname, '../../../test-output/paper');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-report-pdf-'));
  mkdirSync(samples, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(tool: string, ...argv: string[]): string {
  return execFileSync(`/usr/bin/${tool}`, argv, { encoding: 'utf8', maxBuffer: 2 ** 26 });
}
/** One text without the breaks of its lines and columns; Han text is broken anywhere. */
const textOf = (pdf: string) => run('pdftotext', '-raw', pdf, '-').replace(/\s+/g, ' ');
const tight = (text: string) => text.replace(/\s+/g, '');

async function printed(bench: LotBench): Promise<string> {
  const made = await bench.report.create(bench.lotId, 'pdf');
  if (made.outcome === 'refused') throw new Error(JSON.stringify(made.refusals));
  const [file, ...others] = made.value.files;
  expect(others).toEqual([]);
  return file?.path ?? '';
}

const NASTY: ListRow[] = [
  { serial: 'ZDH1Q7XA', tag: 'Zażółć 001', type: 'HDD', make: 'WD', model: '蓝盘 1TB', department: 'Żuk' },
  { serial: '^XA\u202Edexes', tag: 'Ωmega', type: 'Notebook', make: 'Жук', model: `${'長'.repeat(60)}` },
  { serial: 'GONE-1', tag: '003', type: 'Monitor', make: 'Dell', model: 'U24' },
];

/** A lot with a sanitized drive that is sold, a destroyed one, a missing monitor, a stranger and a broken seal. */
async function workedLot(language: PaperLanguage): Promise<LotBench> {
  const bench = lotBench(NASTY, join(folder, language), 'lot-1', language);
  const { desk, custody, lotId } = bench;
  const subject = { kind: 'lot' } as const;
  const at = '2026-05-04T07:00:00.000Z';
  const to = { name: 'Käfig 4', secured: true };
  custody.add(
    { lotId, subject, at, act: { act: 'received', carrier: 'Spedycja Łódź', sealFound: 'S1', sealOnPapers: 'S2', to } },
    anna,
  );
  desk.scan({ lotId, text: 'ZDH1Q7XA', deviceKind: 'drive', insideOf: null }, anna);
  desk.arrive(
    { lotId, serialNumber: 'STRANGER-9', assetTag: null, deviceKind: 'drive', assetId: null, insideOf: null },
    anna,
  );
  await bench.wiped('ZDH1Q7XA');
  desk.finish(lotId, anna);
  const destroyed = { act: 'destroyed', how: 'Schredder 6 mm', witness: 'Jürgen 王' } as const;
  custody.add(
    { lotId, subject: { kind: 'thing', thingId: 'thing-2' }, at: '2026-05-04T08:10:00.000Z', act: destroyed },
    ben,
  );
  const money = (minorUnits: number) => ({ minorUnits, currency: 'PLN' });
  const disposition = {
    grade: 'B' as const,
    gradeReasons: ['scratches' as const],
    repairs: [],
    notes: '',
    estimated: money(12_50),
    realized: money(9_90),
    route: 'remarket' as const,
  };
  expect(desk.dispose({ lotId, thingIds: ['thing-1'], disposition }, anna).outcome).toBe('done');
  const open = desk.exceptions({ lotId, openOnly: true, limit: 10, after: '' });
  if (open.outcome === 'refused') throw new Error('refused');
  const seal = open.value.exceptions.find(({ code }) => code === 'custody-seal-differs')?.exceptionId ?? '';
  desk.closeException({ exceptionId: seal, reason: 'opened-by-customs', note: 'Zoll Görlitz, siehe 附件' }, ben);
  return bench;
}

describe.skipIf(missing.length > 0)('the report as PDF', () => {
  test.each(['en', 'de', 'pl', 'zh'] as const)(
    'in %s it is well formed, has its fonts in it, and every text of the lot can be searched and copied',
    async (language) => {
      const pdf = await printed(await workedLot(language));
      expect(run('qpdf', '--check', pdf)).toContain('No syntax or stream encoding errors found');
      const fonts = run('pdffonts', pdf).trim().split('\n').slice(2);
      expect(fonts.length).toBeGreaterThan(1);
      for (const row of fonts) expect(row).toMatch(/Noto\S+\s+CID TrueType\s+Identity-H\s+yes yes yes/);
      const info = run('pdfinfo', pdf);
      expect(info).toMatch(/Tagged:\s+yes/);
      expect(run('pdfinfo', '-meta', pdf)).toMatch(/<pdfaid:part>3<[\s\S]*<pdfaid:conformance>B</);
      const text = tight(textOf(pdf));
      for (const value of [
        'ZDH1Q7XA',
        'Zażółć 001',
        '蓝盘 1TB',
        'Ωmega',
        'Жук',
        '長'.repeat(60),
        '\\u{202E}dexes',
        'STRANGER-9',
        'Spedycja Łódź',
        'Käfig 4',
        'Schredder 6 mm',
        'Jürgen 王',
        'Zoll Görlitz, siehe 附件',
        '9.90 PLN',
        'WB-',
      ])
        expect(text, value).toContain(tight(value));
      expect(text).not.toMatch(/\{\{\w+\}\}/);
      copyFileSync(pdf, join(samples, `report-${language}.pdf`));
    },
  );

  test('while the lot is open it says so first, and no figure is left out', async () => {
    const text = textOf(await printed(await workedLot('en')));
    expect(text).toContain('Interim report: lot Lot 1');
    expect(text).toContain('This lot is not closed.');
    expect(text).toContain(
      "On the customer's lists: 3. Received of them: 1. Missing: 2. Still awaited: 0. Received and on no list: 1.",
    );
    expect(text).toContain('OPEN');
    expect(text).toContain('Opened by customs');
    expect(text).toContain('This report is not signed.');
  });

  test('of a long list the first rows are printed and the rest is counted; nothing but the report is left in its folder', async () => {
    const rows = Array.from({ length: MOST_PRINTED + 5 }, (_, index) => ({
      serial: `S${String(index).padStart(6, '0')}`,
    }));
    const pdf = await printed(lotBench(rows, join(folder, 'long')));
    const text = textOf(pdf);
    expect(text).toContain(`S${String(MOST_PRINTED - 1).padStart(6, '0')}`);
    expect(text).not.toContain(`S${String(MOST_PRINTED).padStart(6, '0')}`);
    expect(text).toContain('Not shown here: 5 more.');
    expect(readdirSync(join(pdf, '..'))).toEqual([basename(pdf)]);
  });
});
