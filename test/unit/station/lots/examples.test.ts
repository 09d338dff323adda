import { afterEach, describe, expect, it } from 'vitest';
import { textExamples } from '../../../fixtures/lists/exports.ts';
import { imported, type ListBench, listBench } from '../../../fixtures/lists/importBytes.ts';
import { type SheetCell, workbook } from '../../../fixtures/lists/workbook.ts';

let bench: ListBench | null = null;
afterEach(() => bench?.close());
const read = async (bytes: Uint8Array) => {
  bench = listBench();
  return bench.import(bytes);
};

const fieldsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Snipe-IT': {
    serialNumber: 'Serial',
    assetTag: 'Asset Tag',
    deviceType: 'Category',
    make: 'Manufacturer',
    model: 'Model',
    location: 'Location',
  },
  GLPI: {
    serialNumber: 'Serial number',
    assetTag: 'Inventory number',
    deviceType: 'Types',
    make: 'Manufacturers',
    model: 'Model',
    location: 'Locations',
  },
  ServiceNow: {
    serialNumber: 'serial_number',
    assetTag: 'asset_tag',
    deviceType: 'model_category',
    make: 'model.manufacturer',
    model: 'model',
    location: 'location',
    department: 'department',
    retiredOn: 'retired',
  },
  Lansweeper: {
    serialNumber: 'Serialnumber',
    assetTag: 'BarCode',
    deviceType: 'AssetType',
    make: 'Manufacturer',
    model: 'Model',
    location: 'Location',
    department: 'Department',
  },
  Intune: { serialNumber: 'Serial number', make: 'Manufacturer', model: 'Model', deviceType: 'Category' },
  'hand-made, Polish': {
    serialNumber: 'Nr seryjny',
    assetTag: 'Nr inwentarzowy',
    make: 'Producent',
    model: 'Model',
    department: 'Dział',
  },
  'hand-made, Chinese': {
    serialNumber: '序列号',
    assetTag: '资产编号',
    deviceType: '设备类型',
    make: '品牌',
    model: '型号',
    department: '使用部门',
    securityRequirement: '密级',
  },
};
const systems: Readonly<Record<string, string | undefined>> = {
  'Snipe-IT': 'snipe-it',
  GLPI: 'glpi',
  ServiceNow: 'servicenow',
  Lansweeper: 'lansweeper',
  Intune: 'intune',
};

describe.each(Object.entries(textExamples))('a list of %s', (name, example) => {
  it('is understood without a word from a person, every row of it', async () => {
    const { proposal, counts, assets, rejected } = imported(await read(example.bytes));
    const proposed = proposal.columns.flatMap(({ field, name: column }) => (field === null ? [] : [[field, column]]));
    expect(Object.fromEntries(proposed)).toEqual(fieldsOf[name]);
    expect(proposal.system).toBe(systems[name] ?? null);
    expect(counts).toMatchObject({ accepted: example.accepted, rejected: example.rejected });
    expect([assets.length, rejected.length]).toEqual([example.accepted, example.rejected]);
    expect(counts.rows).toBe(counts.accepted + counts.rejected);
  });
});

describe('what a list says', () => {
  it('is read in its own encoding', async () => {
    const polish = imported(await read(textExamples['hand-made, Polish']?.bytes ?? Buffer.alloc(0)));
    expect(polish.assets.map(({ department }) => department)).toEqual(['Księgowość', 'Księgowość', 'Łódź']);
    expect(polish.assets.map(({ rowNumber }) => rowNumber)).toEqual([4, 5, 8]);
  });

  it('keeps every cell as it stood, in the order of the columns', async () => {
    const { assets, proposal } = imported(await read(textExamples['Snipe-IT']?.bytes ?? Buffer.alloc(0)));
    expect(proposal.columns.map(({ name }) => name).slice(0, 4)).toEqual([
      'ID',
      'Company',
      'Asset Name',
      'Device Image',
    ]);
    expect(assets[0]?.cells[17]).toBe('lid scratched, 27" dock returned');
    expect(assets[0]?.cells[15]).toBe('1,149.00');
  });

  it('costs only its own line when a quotation mark is never closed', async () => {
    const lines = ['Serial,Model', 'PF1,T490', '"PF2,T490', 'PF3,T490', 'PF4,"24"" screen"', 'PF5,T490'];
    const { assets, rejected } = imported(await read(Buffer.from(lines.join('\r\n'))));
    expect(assets.map(({ serialNumber }) => serialNumber)).toEqual(['PF1', 'PF3', 'PF4', 'PF5']);
    expect(rejected).toMatchObject([
      { rowNumber: 3, cells: ['"PF2', 'T490'], reasons: [{ code: 'quote-not-closed' }] },
    ]);
  });

  it('is read as it seems to be meant when marks in a quoted cell are not doubled, and told so', async () => {
    const lines = ['Serial,Model,Note', 'PF1,"24" screen",x', '"PF2,"T490",x', 'PF3,27" screen,x'];
    const { assets, rejected } = imported(await read(Buffer.from(lines.join('\n'))));
    expect(assets.map(({ serialNumber, remarks }) => [serialNumber, remarks.map(({ code }) => code)])).toEqual([
      ['PF1', ['quotes-doubtful']],
      ['PF3', []],
    ]);
    expect(rejected).toMatchObject([{ rowNumber: 3, reasons: [{ code: 'quotes-wrong' }] }]);
  });

  it('costs only their lines when inches stand at the beginning of many cells', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => `S${10000 + index},"24 inch,x`);
    const { counts, rejected } = imported(await read(Buffer.from(['Serial,Model,Note', ...rows].join('\n'))));
    expect(counts.rows).toBe(3000);
    expect(rejected.length).toBeLessThan(100);
  });

  it('is read with any mixture of line ends', async () => {
    const { counts } = imported(await read(Buffer.from('Serial;Model\r\nPF1;a\nPF2;b\r\n\nPF3;c\rPF4;d')));
    expect(counts).toMatchObject({ rows: 4, accepted: 4 });
  });

  it('tells numbers that have likely lost their zeros', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => String(4711000000 + index));
    const { assets } = imported(await read(Buffer.from(['Serial', ...rows, '12345678'].join('\n'))));
    expect(assets.filter(({ remarks }) => remarks.length > 0)).toMatchObject([
      { serialNumber: '12345678', remarks: [{ code: 'serial-zeros-lost', details: { width: 10 } }] },
    ]);
  });
});

describe('a workbook', () => {
  const text = (value: string): SheetCell => ({ text: value });
  const header = ['Seriennummer', 'Inventarnummer', 'Hersteller', 'Ausmusterungsdatum'].map(text);

  it('is read as Excel writes it: shared texts, numbers, days, formulas, merged titles, hidden sheets', async () => {
    const bytes = await workbook([
      { name: 'Deckblatt', hidden: true, rows: [[text('Seriennummer')], [text('geheim')]] },
      {
        name: 'Geräte',
        merged: ['A1:D1'],
        rows: [
          [text('Altgeräte 2026'), null, null, null],
          header,
          [text('PF1XW2K9'), { number: 4711 }, text('Lenovo'), { day: 46082 }],
          [{ number: 356789101112131 }, { inline: 'INV 2' }, text('Apple'), null],
          [{ number: 1.23e25 }, { number: 4713 }, text('Dell'), null],
          [{ day: 46082 }, { number: 4714 }, text('Dell'), null],
          [{ formula: 'A3', answer: 'PF1XW2K9' }, { number: 4715 }, text('Lenovo'), null],
          [null, null, null, null],
          [text('Summe'), { number: 5 }, null, null],
        ],
      },
    ]);
    const { proposal, assets, rejected } = imported(await read(bytes));
    expect(proposal.plan.format).toEqual({ kind: 'xlsx', sheet: 'Geräte' });
    expect(proposal.plan.headerRow).toBe(2);
    expect(assets.map(({ rowNumber, serialNumber, assetTag }) => [rowNumber, serialNumber, assetTag])).toEqual([
      [3, 'PF1XW2K9', '4711'],
      [4, '356789101112131', 'INV 2'],
      [5, null, '4713'],
      [6, null, '4714'],
    ]);
    expect(assets[0]?.retiredOn).toBe('2026-03-01');
    expect(assets.slice(2).map(({ remarks }) => remarks[0]?.code)).toEqual(['serial-lost-number', 'serial-lost-date']);
    expect(rejected.map(({ rowNumber, reasons }) => [rowNumber, reasons[0]?.code])).toEqual([
      [7, 'duplicate-serial'],
      [9, 'totals-row'],
    ]);
  });

  it('whose first sheet is a cover page is read from the next', async () => {
    const bytes = await workbook([
      { name: 'Cover', rows: [] },
      { name: 'List', rows: [header, [text('PF1')]] },
    ]);
    expect(imported(await read(bytes)).proposal.plan.format).toEqual({ kind: 'xlsx', sheet: 'List' });
  });

  it('that says it unpacks to more than a list needs is refused before anything is unpacked', async () => {
    const bytes = await workbook([{ name: 'List', rows: [header] }]);
    const at = bytes.lastIndexOf(Buffer.from('xl/sharedStrings.xml')) - 46;
    bytes.writeUInt32LE(2_000_000_000, at + 24);
    expect(await read(bytes)).toEqual({ trouble: 'list-too-large' });
  });

  it('that unpacks to more than it says is refused', async () => {
    const bytes = await workbook([
      { name: 'List', rows: [header, ...Array.from({ length: 2000 }, () => [text('PF1')])] },
    ]);
    for (const name of ['xl/worksheets/sheet1.xml']) {
      const at = bytes.lastIndexOf(Buffer.from(name)) - 46;
      bytes.writeUInt32LE(100, at + 24);
    }
    expect(await read(bytes)).toEqual({ trouble: 'list-damaged' });
  });
});

describe('what is no list', () => {
  it.each<[string, Buffer, string]>([
    ['an old Excel file', Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'), 'list-old-excel'],
    [
      'a picture',
      Buffer.from('89504e470d0a1a0a0000000d49484452000001000000010008060000005c72a866', 'hex'),
      'list-kind-unknown',
    ],
    ['half a workbook', Buffer.from('504b030414000000', 'hex'), 'list-damaged'],
  ])('is refused: %s', async (_name, bytes, trouble) => {
    expect(await read(bytes)).toEqual({ trouble });
  });
});
