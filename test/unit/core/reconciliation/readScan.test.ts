import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseExpected, type ExpectedRow, expectedRowsOf } from '../../../../core/reconciliation/chooseExpected.ts';
import { readScan, serviceTagOf } from '../../../../core/reconciliation/readScan.ts';
import { identityConflict } from '../../../../core/reconciliation/reconcile.ts';
import { identityKey, isPlaceholder, labelSerialsOf, serialKey } from '../../../../core/reconciliation/serialKey.ts';

const row = (assetId: number, serialNumber: string | null, assetTag: string | null = null): ExpectedRow => ({
  assetId,
  serialNumber,
  assetTag,
  deviceType: null,
  make: null,
  model: null,
});

/** What the first believed candidate of a scan is, when nothing is expected. */
const first = (text: string) => readScan(text).candidates[0]?.value;

describe('a scan of any bar code on a device', () => {
  it.each([
    ['the bare serial', 'WCC4E1234567', 'WCC4E1234567'],
    ['with the AIM prefix of Code 128', ']C0WCC4E1234567', 'WCC4E1234567'],
    ['with the asterisks of Code 39', '*Z1D5ABCD*', 'Z1D5ABCD'],
    ['S/N: before it', 'S/N: 5CG1234ABC', '5CG1234ABC'],
    ['SN and a blank', 'SN 5CG1234ABC', '5CG1234ABC'],
    ['S/N without a blank', 'S/N5CG1234ABC', '5CG1234ABC'],
    ['German words', 'Seriennummer: R90ABCDE', 'R90ABCDE'],
    ['Chinese words', '序列号:PF0ABCDE', 'PF0ABCDE'],
    ['Lenovo type and serial', '1S20L5CTO1WWPF12ABCD', 'PF12ABCD'],
    ['Lenovo before 2013', '1S8808CTOR912345', 'R912345'],
    ['Dell express service code', 'Express Service Code: 236 389 585 75', serviceTagOf('23638958575')],
    ['GS1 DataMatrix', ']d20108806086123457211S3Z8NB0K123456\u001d10LOT7', '1S3Z8NB0K123456'],
    ['GS1 as people read it', '(01)08806086123457(21)S3Z8NB0K123456', 'S3Z8NB0K123456'],
    ['GS1 with the separator typed in letters', ']C121ABC12345<GS>10LOT7', 'ABC12345'],
    ['ISO 15434 with data identifiers', '[)>\u001e06\u001d1PST1000DM003\u001dSZ1D5ABCD\u001e\u0004', 'Z1D5ABCD'],
    ['GS1 Digital Link', 'https://id.gs1.org/01/08806086123457/21/S3Z8NB0K123456', 'S3Z8NB0K123456'],
    ["a maker's web address", 'https://support.example.com/qr?model=X1&sn=PF12ABCD', 'PF12ABCD'],
    [
      'a whole drive label pasted',
      'MDL: ST1000DM003 P/N: 1CH162-302 S/N: Z1D5ABCD WWN: 5000C500AABBCCDD FW: CC49',
      'Z1D5ABCD',
    ],
  ])('is read: %s', (_what, scanned, serial) => {
    expect(serial).not.toBeNull();
    expect(first(scanned)).toBe(serial);
  });

  it.each([
    ['P/N: 1CH162-302', 'part-number'],
    ['WWN:5000C500AABBCCDD', 'world-wide-name'],
    ['FW: CC49', 'firmware'],
    ['PSID: ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 'psid'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 'psid'],
    ['5000C500AABBCCDD', 'world-wide-name'],
    ['00:1B:44:11:3A:B7', 'mac-address'],
    ['4006381333931', 'product-code'],
    ['490154203237518', 'imei'],
    ['ST1000DM003', 'model'],
    ['CN-0ABCDE-12345-678-90AB-A00', 'component'],
    ['500 GB', 'capacity'],
  ])('that is not the serial is named and not taken for one: %s', (scanned, what) => {
    const reading = readScan(scanned);
    expect(reading.others.map((one) => one.what)).toContain(what);
    expect(chooseExpected(reading, expectedRowsOf([row(1, 'ZZZ999')])).kind).toBe('no-identity');
  });

  it('keeps an unmarked code that looks like something else, because some serials look so', () => {
    const kingston = row(7, '50026B7783A12345');
    expect(chooseExpected(readScan('50026B7783A12345'), expectedRowsOf([kingston]))).toMatchObject({
      kind: 'row',
      row: kingston,
    });
  });

  it('never throws and never invents a text, whatever is typed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 60 })), (text) => {
        for (const { value, why } of readScan(text).candidates) {
          if (why === 'dell-service-code' || why === 'serial-in-web-address' || serviceTagOf(text) !== null) continue;
          if (why === 'serial-prefix-removed' && serviceTagOf(value) === null && /[A-Z]/.test(value)) continue;
          // A separator that the scanner types as a word is one, not text.
          expect(serialKey(text.replace(/<[GR]S>|\{[GR]S\}|\[[GR]S\]|\^[\]^]|[␝␞]/gi, ''))).toContain(serialKey(value));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the right code of several', () => {
  const dell = row(3, '7B2QXY1');
  const seagate = row(4, 'Z1D5ABCD');
  const samsung = row(5, 'S3Z8NB0K123456', 'IT 00123');
  const apple = row(6, 'C02XG0FDH7JY', '10001');
  const expected = expectedRowsOf([dell, seagate, samsung, apple, row(9, 'K5G12ABC'), row(11, null, 'CT-00077')]);

  it.each([
    ['the letter S that belongs to the serial stays', 'S3Z8NB0K123456', samsung],
    ['the letter S before an Apple serial goes', 'SC02XG0FDH7JY', apple],
    ['an express service code finds the service tag', String(Number.parseInt('7B2QXY1', 36)), dell],
    ['an asset tag with a blank', 'IT 00123', samsung],
    ['an asset tag that begins with a word of labels', 'CT 00077', row(11, null, 'CT-00077')],
    ['an asset tag after its word', 'Asset Tag: 10001', apple],
    ['full-width letters and small ones', 'z1d5abcd', seagate],
  ])('%s', (_what, scanned, wanted) => {
    expect(chooseExpected(readScan(scanned), expected)).toMatchObject({ kind: 'row', row: wanted });
  });

  it.each(['SN:HGST77QQX1;Asset Tag:IT 00123', 'Asset Tag: IT 00123\nS/N: HGST77QQX1'])(
    'a tag that fits does not hide a serial number on the label that does not: %j',
    (scanned) => {
      const choice = chooseExpected(readScan(scanned), expected);
      expect(choice).toMatchObject({ kind: 'row', row: samsung, serialNumber: 'HGST77QQX1', assetTag: 'IT 00123' });
      expect(choice.kind === 'row' && identityConflict(choice, samsung)).toBe(true);
    },
  );

  it('is found in whatever order the codes of a drive are scanned', () => {
    const codes = [
      'ST1000DM003',
      '1CH162-302',
      ']C0Z1D5ABCD',
      '5000C500AABBCCDD',
      'CC49',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
      '4006381333931',
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(codes, { minLength: codes.length }), (shuffled) => {
        expect(chooseExpected(readScan(shuffled.join('\n')), expected)).toMatchObject({
          kind: 'row',
          row: seagate,
          by: 'serial',
        });
      }),
    );
  });

  it('asks when the codes of one scan belong to two rows', () => {
    const choice = chooseExpected(readScan('Z1D5ABCD\nK5G12ABC'), expected);
    expect(choice).toMatchObject({ kind: 'several' });
    expect(choice.kind === 'several' && choice.rows.map(({ assetId }) => assetId)).toEqual([4, 9]);
  });

  it('asks when two rows have the same serial', () => {
    const twice = expectedRowsOf([row(1, 'PF-0ABCDE'), row(2, 'pf0abcde')]);
    expect(chooseExpected(readScan('PF0ABCDE'), twice)).toMatchObject({ kind: 'several' });
  });

  it('takes the row that serial and tag agree on', () => {
    const twice = expectedRowsOf([row(1, 'PF0ABCDE', 'T1'), row(2, 'PF0ABCDE', 'T2')]);
    expect(chooseExpected(readScan('T2\nPF0ABCDE'), twice)).toMatchObject({
      kind: 'row',
      row: { assetId: 2 },
      by: 'serial',
    });
  });

  it('proposes, but never takes, a near miss', () => {
    expect(chooseExpected(readScan('Z1DSA8CD'), expected)).toMatchObject({
      kind: 'unexpected',
      proposals: [{ assetId: 4, why: 'look-alike-characters' }],
    });
  });
});

describe('what is no identity', () => {
  it.each(['To Be Filled By O.E.M.', 'N/A', '0000000', 'xxxxx', '-', '', 'Default string', '无'])('%s', (text) => {
    expect(isPlaceholder(text)).toBe(true);
    expect(identityKey(text)).toBeNull();
  });

  it('a filler on two rows does not make them one', () => {
    const expected = expectedRowsOf([row(1, 'N/A', 'A1'), row(2, 'N/A', 'A2')]);
    expect(chooseExpected(readScan('N/A'), expected).kind).not.toBe('row');
    expect(chooseExpected(readScan('A2'), expected)).toMatchObject({ kind: 'row', row: { assetId: 2 } });
  });
});

it('a drive is found by its label, whatever it adds to the serial when it is asked', () => {
  expect(labelSerialsOf('WD-WCC4E1234567')).toContain('WCC4E1234567');
  expect(labelSerialsOf('Z1X0ABCD0000C4321ABC')).toContain('Z1X0ABCD');
  expect(labelSerialsOf('S3Z8NB0K123456')).toEqual(['S3Z8NB0K123456']);
});

it.each([
  ['12345678', null],
  ['236 389 585 75', 'AUXSV73'],
])('service code %s', (code, tag) => {
  if (tag === null) expect(serviceTagOf(code)).toBeNull();
  else expect(Number.parseInt(serviceTagOf(code) ?? '', 36)).toBe(23638958575);
});
