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
const serials = (search: string, limit = 50, offset = 0) =>
  certificates.list({ search, limit, offset }).rows.map((row) => row.serialNumber);

describe('searching certificates', () => {
  it('lists the newest first, page by page, with the number of all', () => {
    const page = certificates.list({ search: '', limit: 2, offset: 1 });
    expect(page.rows.map((row) => row.serialNumber)).toEqual(['VIRT00000011', 'VIRT00000010']);
    expect(page.total).toBe(12);
  });

  it.each([
    ['the end of a serial number', '0012', ['VIRT00000012']],
    ['any case', 'virt00000003', ['VIRT00000003']],
    ['part of an asset tag', 'ASSET-11', ['VIRT00000011']],
    ['the number of the certificate', '3D-00000004', ['VIRT00000004']],
    ['two words in different fields', 'kowalska 00000007', ['VIRT00000007']],
    ['words that no field holds', 'nowhere', []],
  ])('finds by %s', (_what, search, found) => {
    expect(serials(search)).toEqual(found);
    expect(certificates.list({ search, limit: 1, offset: 0 }).total).toBe(found.length);
  });

  it('takes one or two characters as the start of a field', () => {
    expect(serials('vi')).toHaveLength(12);
    expect(serials('=A')).toHaveLength(12);
    expect(serials('12')).toEqual([]);
  });

  it.each(['"', 'a"b OR c', '* NOT', 'NEAR(', '-', "'; DROP TABLE certificates; --", '%', '\\'])(
    'reads %s as text, never as a query',
    (search) => {
      expect(serials(search)).toEqual([]);
    },
  );

  it('pages through what it found', () => {
    expect(serials('VIRT', 3, 0)).toEqual(['VIRT00000012', 'VIRT00000011', 'VIRT00000010']);
    expect(serials('VIRT', 3, 3)).toEqual(['VIRT00000009', 'VIRT00000008', 'VIRT00000007']);
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
