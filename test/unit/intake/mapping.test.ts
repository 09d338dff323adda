import { describe, expect, it } from 'vitest';
import type { AssetField } from '../../../core/domain/asset.ts';
import { columnNames } from '../../../core/intake/columnNames.ts';
import { columnsOf, findHeader } from '../../../core/intake/findHeader.ts';
import { foldName } from '../../../core/intake/foldName.ts';
import { proposeMapping } from '../../../core/intake/proposeMapping.ts';

const rowsOf = (...rows: readonly (readonly string[])[]) =>
  rows.map((cells, index) => ({ rowNumber: index + 1, cells: [...cells] }));
const proposed = (columns: readonly string[], kept = new Map<string, AssetField | null>()) =>
  proposeMapping(columns, [], kept).columns.map(({ field }) => field);

describe('the names of columns', () => {
  it('are compared without case, accents, blanks and marks', () => {
    for (const name of ['Serial No.', 'SERIAL_NO', 'serial-no', ' Serial  No ', 'ＳＥＲＩＡＬ ＮＯ'])
      expect(foldName(name)).toBe('serialno');
    expect(foldName('Gerätetyp')).toBe('geratetyp');
    expect(foldName('Dział')).toBe('dzial');
    expect(foldName('Straße')).toBe('strasse');
  });

  it('stand in the catalogue as they are compared, each for one field', () => {
    const all = Object.values(columnNames).flat();
    expect(all.filter((name) => foldName(name) !== name)).toEqual([]);
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });
});

describe('the proposed mapping', () => {
  it.each([
    [
      'English',
      ['S/N', 'Asset Tag', 'Make', 'Model', 'Site', 'Data Classification'],
      ['serialNumber', 'assetTag', 'make', 'model', 'location', 'securityRequirement'],
    ],
    [
      'German',
      [
        'Seriennummer',
        'Inventar-Nr.',
        'Geräteart',
        'Hersteller',
        'Modell',
        'Standort',
        'Abteilung',
        'Schutzklasse',
        'Ausmusterungsdatum',
      ],
      [
        'serialNumber',
        'assetTag',
        'deviceType',
        'make',
        'model',
        'location',
        'department',
        'securityRequirement',
        'retiredOn',
      ],
    ],
    [
      'Polish',
      [
        'Nr seryjny',
        'Nr inwentarzowy',
        'Rodzaj sprzętu',
        'Producent',
        'Model',
        'Lokalizacja',
        'Dział',
        'Projekt wymiany',
      ],
      ['serialNumber', 'assetTag', 'deviceType', 'make', 'model', 'location', 'department', 'refreshProject'],
    ],
    [
      'Chinese',
      ['序列号', '资产编号', '设备类型', '品牌', '型号', '存放地点', '使用部门', '密级'],
      ['serialNumber', 'assetTag', 'deviceType', 'make', 'model', 'location', 'department', 'securityRequirement'],
    ],
  ])('knows %s names', (_language, columns, fields) => {
    expect(proposed(columns)).toEqual(fields);
  });

  it('gives no field to two columns, and says which one has it', () => {
    const { columns } = proposeMapping(['Model No.', 'Model', 'Serial', 'Serial number'], [], new Map());
    expect(columns.map(({ field }) => field)).toEqual([null, 'model', null, 'serialNumber']);
    expect(columns[0]?.why).toEqual({ code: 'column-other-taken', details: { other: 'Model' } });
  });

  it('reads a customer as before, also against what the name says', () => {
    const kept = new Map<string, AssetField | null>([
      ['geratekennung', 'serialNumber'],
      ['serial', null],
    ]);
    const { columns } = proposeMapping(['Gerätekennung', 'Serial'], [], kept);
    expect(columns.map(({ field, confidence }) => [field, confidence])).toEqual([
      ['serialNumber', 'kept'],
      [null, 'none'],
    ]);
  });

  it('finds serial numbers by their values where no name tells, and says that it is not sure', () => {
    const sample = [
      ['1', 'Laptop', 'PF1XW2K9'],
      ['2', 'Laptop', 'PF1XW2KB'],
      ['3', 'Laptop', 'PF1XW2KC'],
    ];
    const { columns } = proposeMapping(['', '', ''], sample, new Map());
    expect(columns.map(({ field, confidence }) => [field, confidence])).toEqual([
      [null, 'none'],
      [null, 'none'],
      ['serialNumber', 'likely'],
    ]);
  });
});

describe('the header of a list', () => {
  it('is found below titles', () => {
    const rows = rowsOf(['Asset list 2026'], ['as of', '20 Nov'], ['Serial number', 'Model'], ['A1', 'T490']);
    expect(findHeader(rows)).toBe(3);
  });

  it('takes names that stand in a merged row above', () => {
    const rows = rowsOf(['Device', '', 'Department'], ['Serial number', 'Model', ''], ['A1', 'T490', 'Sales']);
    expect(findHeader(rows)).toBe(2);
    expect(columnsOf(rows, 2)).toEqual(['Serial number', 'Model', 'Department']);
  });

  it('may be in a language that nobody wrote down', () => {
    expect(findHeader(rowsOf(['Sarjanumero', 'Malli'], ['PF1XW2K9', 'T490'], ['PF1XW2KB', 'T490']))).toBe(1);
  });

  it('may be missing: then no device is taken for one', () => {
    const rows = rowsOf(['PF1XW2K9', 'T490'], ['PF1XW2KB', 'T490', 'x']);
    expect(findHeader(rows)).toBeNull();
    expect(columnsOf(rows, null)).toEqual(['', '', '']);
  });
});
