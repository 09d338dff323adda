import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { certificateRowsOf } from '../../../../electron/station/certificateStore/certificateRows.ts';
import { mirrorTableOf } from '../../../../electron/station/ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from '../../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { recordRowsOf } from '../../../../electron/station/records/recordRows.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';
import { provenEntries } from '../../../fixtures/record/provenEntries.ts';
import { issue, sampleRecord } from '../../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../../fixtures/record/testLedger.ts';

const database = new SqliteDatabase(':memory:');
migrate(database, migrations, () => '');
const table = mirrorTableOf(database);
const ledger = await TestLedger.create();
for (let number = 1; number <= 12; number += 1) await issue(ledger, sampleRecord(number), undefined, number);
table.append(await provenEntries(ledger), 0);
const certificates = certificateRowsOf(database, table, nodeCrypto, () => ledger.publicKeyBase64);
const records = recordRowsOf(database, table);
const serials = (search: string, limit = 50, before: number | null = null) =>
  certificates.list({ search, limit, before }).rows.map((row) => row.serialNumber);
/** All pages of a search, walked as a window walks them. */
function walked(search: string, limit: number): (string | null)[] {
  const found: (string | null)[] = [];
  let before: number | null = null;
  do {
    const page: ReturnType<typeof certificates.list> = certificates.list({ search, limit, before });
    found.push(...page.rows.map((row) => row.serialNumber));
    before = page.next;
  } while (before !== null);
  return found;
}
const newestFirst = Array.from({ length: 12 }, (_, index) => `VIRT${String(12 - index).padStart(8, '0')}`);

describe('searching certificates', () => {
  it('lists the newest first, page by page, each once', () => {
    expect(serials('', 2)).toEqual(['VIRT00000012', 'VIRT00000011']);
    for (const limit of [1, 5, 12, 50]) expect(walked('', limit)).toEqual(newestFirst);
  });

  it.each([
    ['the end of a serial number', '0012', ['VIRT00000012']],
    ['any case', 'virt00000003', ['VIRT00000003']],
    ['part of an asset tag', 'ASSET-11', ['VIRT00000011']],
    ['the number of the certificate', '3D-00000004', ['VIRT00000004']],
    ['two words in different fields', 'kowalska 00000007', ['VIRT00000007']],
    ['the day of issue and a word', '2026-05-01 virt00000002', ['VIRT00000002']],
    ['a word of the lot', 'żółw', newestFirst],
    ['the whole lot', 'lot 7, "Żółw"  GmbH', newestFirst],
    ['the start of the operator', 'kowal', newestFirst],
    ['the start of a serial number', 'VIRT000000', newestFirst],
    ['the end of a serial number', '000009', ['VIRT00000009']],
    ['the inside of a serial number', 'RT0000000', newestFirst.slice(3)],
    ['a whole word rather than more words that start so', 'ASSET-1', ['VIRT00000001']],
    ['words that no field holds', 'nowhere', []],
  ])('finds by %s', (_what, search, found) => {
    expect(serials(search)).toEqual(found);
    for (const limit of [1, 3, 12]) expect(walked(search, limit)).toEqual(found);
  });

  it('takes one or two characters as a word or the start of one', () => {
    expect(serials('vi')).toHaveLength(12);
    expect(serials('=A')).toHaveLength(12);
    expect(serials('12')).toEqual(['VIRT00000012']);
    expect(serials('zz')).toEqual([]);
  });

  it.each(['"', 'a"b OR c', '* NOT', 'NEAR(', '-', "'; DROP TABLE certificates; --", '%', '\\', 'a\u0000b', '"\u0000'])(
    'reads %s as text, never as a query',
    (search) => {
      expect(serials(search)).toEqual([]);
    },
  );
});

describe('a field with a NUL and direction marks', () => {
  const serialNumber = 'NUL\u0000KX-77 \u202e00123XYZ';
  it.each([
    ['as it is', serialNumber],
    ['as it is shown', 'NUL\\u{0}KX-77 \\u{202E}00123XYZ'],
    ['by a word behind the NUL', 'kx'],
    ['by what stands inside it behind the NUL', '0123XY'],
  ])('is found %s, page by page', async (_how, search) => {
    const other = new SqliteDatabase(':memory:');
    migrate(other, migrations, () => '');
    const nasty = await TestLedger.create();
    for (const number of [1, 2, 3]) {
      const sample = sampleRecord(number);
      const drive = number === 2 ? sample.drive : { ...sample.drive, serialNumber };
      await issue(nasty, { ...sample, drive }, undefined, number);
    }
    const mirror = mirrorTableOf(other);
    mirror.append(await provenEntries(nasty), 0);
    const rows = certificateRowsOf(other, mirror, nodeCrypto, () => nasty.publicKeyBase64);
    const first = rows.list({ search, limit: 1, before: null });
    expect(first.rows.map((row) => row.serialNumber)).toEqual([serialNumber]);
    const second = rows.list({ search, limit: 1, before: first.next });
    expect([...first.rows, ...second.rows].map((row) => row.certificateId.slice(-1))).toEqual(['3', '1']);
    expect(rows.list({ search, limit: 2, before: null }).rows).toHaveLength(2);
    other.close();
  });
});

describe('opening', () => {
  it('gives a record as it was sealed, and names its certificate in the list', () => {
    const opened = records.open(sampleRecord(5).recordId);
    expect(opened).toMatchObject({ outcome: 'done', value: { record: sampleRecord(5), seq: 8 } });
    expect(records.row(sampleRecord(5).recordId)?.certificateId).toBe('WB-0A1B2C3D-00000005');
  });

  it('refuses what it does not know', async () => {
    expect(records.open('none')).toMatchObject({ outcome: 'refused', refusals: [{ code: 'record-unknown' }] });
    expect(await certificates.open('none')).toMatchObject({
      outcome: 'refused',
      refusals: [{ code: 'certificate-unknown' }],
    });
  });
});
