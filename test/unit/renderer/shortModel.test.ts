import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortModel } from '../../../renderer/features/bench/shortModel.ts';

test.each([
  ['ST2000NM0008-2F3100', 'ST2000NM0008'],
  ['INTEL SSDSC2KB96', 'SSDSC2KB96'],
  ['SAMSUNG MZ7LH960HAJR-00005', 'MZ7LH960HAJR'],
  ['WDC WD40EFRX-68N32N0', 'WD40EFRX'],
  ['SK hynix PC711', 'PC711'],
  ['Samsung SSD 970 EVO Plus 1TB', 'SSD 970 EVO Plus 1TB'],
  ['Virtual Test Drive', 'Virtual Test Drive'],
  ['WD', 'WD'],
  ['MK-77', 'MK-77'],
])('%s is told from others as %s', (model, short) => {
  expect(shortModel(model)).toBe(short);
});

test('nothing that a drive can call itself becomes nothing, or longer', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), (model) => {
      const short = shortModel(model);
      expect(short).not.toBe('');
      expect(short.length).toBeLessThanOrEqual(model.length);
    }),
  );
});
