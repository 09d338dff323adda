import { randomUUID } from 'node:crypto';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { AssetFields } from '../../../../core/domain/asset.ts';
import { assetStatements, assetStoreOf } from '../../../../electron/station/lots/assetStore.ts';
import { removeStaged, stageList } from '../../../../electron/station/lots/import/stagedList.ts';
import { lotStatements, lotStoreOf } from '../../../../electron/station/lots/lotStore.ts';
import { migrate } from '../../../../electron/station/store/migrate.ts';
import { migrations } from '../../../../electron/station/store/migrations.ts';

function openLots() {
  const database = new SqliteDatabase(':memory:');
  migrate(database, migrations, () => '');
  const lots = lotStoreOf(database);
  const addLot = (name: string) => {
    const lotId = randomUUID();
    const customer = { customerId: 'nordwind', name: 'Nordwind GmbH' };
    const createdAt = '2026-11-20T09:00:00.000Z';
    const added = lots.add({ lotId, customer, name, deadline: null, createdAt, createdBy: 'li-wei' });
    return added ? lotId : null;
  };
  const stage = (lotId: string, serials: readonly string[], complete: boolean) => {
    const staged = stageList(database, {
      listId: randomUUID(),
      lotId,
      fileName: 'list.csv',
      sha256: 'ab'.repeat(32),
      sizeBytes: 100,
      plan: {
        format: { kind: 'csv', encoding: 'utf-8', delimiter: ',' },
        headerRow: 1,
        fields: ['serialNumber'],
        dateOrder: 'day-first',
      },
      columns: ['Serial'],
      importedAt: '2026-11-20T10:00:00.000Z',
      importedBy: 'li-wei',
    });
    staged.chunk(() => {
      for (const [index, serialNumber] of serials.entries()) {
        const fields = { ...unknown, serialNumber };
        staged.add({ rowNumber: index + 2, cells: [serialNumber, 'Köln'] }, { kind: 'accepted', fields, remarks: [] });
      }
    });
    if (complete) staged.complete({ rows: serials.length, accepted: serials.length, rejected: 0 }, () => undefined);
    return staged;
  };
  return { database, lots, addLot, stage, assets: assetStoreOf(database) };
}

const unknown: AssetFields = {
  serialNumber: null,
  assetTag: null,
  deviceType: null,
  make: null,
  model: null,
  location: null,
  department: null,
  refreshProject: null,
  securityRequirement: null,
  retiredOn: null,
};

describe('the lots of a store', () => {
  it('have names of their own, letter case and blanks apart, and come newest first', () => {
    const { lots, addLot } = openLots();
    const first = addLot('Berlin 2026');
    const second = addLot('Hamburg 2026');
    expect(addLot(' berlin  2026')).toBeNull();
    expect(lots.list(1, null).rows.map(({ lotId }) => lotId)).toEqual([second]);
    expect(lots.list(1, lots.list(1, null).next).rows.map(({ lotId }) => lotId)).toEqual([first]);
    expect(lots.customerNamed('NORDWIND  gmbh')?.customerId).toBe('nordwind');
  });

  it('keep what a person chose for the columns of a customer', () => {
    const { lots, addLot } = openLots();
    addLot('Berlin 2026');
    lots.keepMapping('nordwind', ['Gerätekennung', 'Serial', ''], ['serialNumber', null, null]);
    lots.keepMapping('nordwind', ['SERIAL'], ['assetTag']);
    expect([...lots.mapping('nordwind')]).toEqual([
      ['geratekennung', 'serialNumber'],
      ['serial', 'assetTag'],
    ]);
  });
});

describe('the assets of a lot', () => {
  const serials = Array.from({ length: 5000 }, (_, index) => `PF${String(index).padStart(6, '0')}`);

  it('are read in pages, each row once, list after list', () => {
    const { addLot, stage, assets } = openLots();
    const lotId = addLot('Berlin') ?? '';
    stage(lotId, serials.slice(0, 700), true);
    stage(addLot('Hamburg') ?? '', ['OTHER1'], true);
    stage(lotId, serials.slice(700, 1000), true);
    const seen: string[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page = assets.assets({ lotId, search: '', limit: 300, after });
      seen.push(...page.rows.map(({ serialNumber }) => serialNumber ?? ''));
      after = page.next;
    }
    expect(seen).toEqual(serials.slice(0, 1000));
  });

  it('are found by the start of a number in any letter case, and by any text of theirs', () => {
    const { addLot, stage, assets } = openLots();
    const lotId = addLot('Berlin') ?? '';
    stage(lotId, serials, true);
    const found = (search: string, limit = 10) =>
      assets.assets({ lotId, search, limit, after: null }).rows.map(({ serialNumber }) => serialNumber);
    expect(found('pf004999')).toEqual(['PF004999']);
    expect(found('PF0000')).toHaveLength(10);
    expect(found('köln')).toHaveLength(10);
    expect(found('nowhere')).toEqual([]);
  });

  it('that stand far down are found by a search that goes on, page by page', () => {
    const { addLot, stage, assets } = openLots();
    const lotId = addLot('Berlin') ?? '';
    stage(lotId, serials, true);
    const first = assets.assets({ lotId, search: '4999', limit: 10, after: null });
    expect(first.rows).toEqual([]);
    const second = assets.assets({ lotId, search: '4999', limit: 10, after: first.next });
    expect(second.rows.map(({ serialNumber }) => serialNumber)).toEqual(['PF004999']);
    expect(second.next).toBeNull();
  });

  it('are not seen before their list is complete, and go when it never is', () => {
    const { database, lots, addLot, stage, assets } = openLots();
    const lotId = addLot('Berlin') ?? '';
    stage(lotId, ['KEPT1'], true);
    stage(lotId, serials, false);
    const all = () =>
      assets.assets({ lotId, search: '', limit: 10, after: null }).rows.map(({ serialNumber }) => serialNumber);
    expect(all()).toEqual(['KEPT1']);
    expect(assets.assets({ lotId, search: 'PF000001', limit: 10, after: null }).rows).toEqual([]);
    expect(lots.lot(lotId)).toMatchObject({ assets: 1, rejected: 0 });
    let turns = 0;
    while (removeStaged(database)) turns += 1;
    expect(turns).toBeGreaterThan(3);
    expect(database.prepare('SELECT count(*) FROM assets').pluck().get()).toBe(1);
    expect(database.prepare('SELECT count(*) FROM asset_lists').pluck().get()).toBe(1);
    expect(all()).toEqual(['KEPT1']);
  });
});

describe('what the screens ask of lots', () => {
  const { database } = openLots();
  const planOf = (sql: string) => {
    const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array.from(sql.matchAll(/\?/g), () => 1));
    return (rows as { detail: string }[]).map(({ detail }) => detail);
  };
  it.each(Object.entries({ ...assetStatements, ...lotStatements }))('walks no table: %s', (_name, sql) => {
    expect(planOf(sql).filter((step) => step.startsWith('SCAN'))).toEqual([]);
  });
  it.each([
    ['bySerial', assetStatements.bySerial, 'COVERING INDEX assets_by_serial'],
    ['byTag', assetStatements.byTag, 'COVERING INDEX assets_by_tag'],
    ['ofList', assetStatements.ofList, 'INDEX assets_of_list (list_seq=? AND rowid>?)'],
  ])('finds its rows off one place of an index: %s', (_name, sql, index) => {
    expect(planOf(sql).join('\n')).toContain(index);
  });
});
