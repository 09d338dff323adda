import { describe, expect, it } from 'vitest';
import type { ExportFilter } from '../../../../core/contract/exportFilter.ts';
import { filledStore } from '../../../fixtures/station/filledStore.ts';

const { certificates } = await filledStore(30);
const none: ExportFilter = { lotName: null, mediaSource: null, operatorName: null, fromDay: null, toDay: null };
const numbers = (filter: Partial<ExportFilter>, limit = 100) =>
  certificates.choice
    .ids({ ...none, ...filter }, limit)
    .map((id) => Number(id.slice(-8)))
    .sort((left, right) => left - right);
const all = Array.from({ length: 30 }, (_, index) => index + 1);

describe('the certificates that an export is chosen by', () => {
  it.each<[string, Partial<ExportFilter>, (number: number) => boolean]>([
    ['nothing', {}, () => true],
    ['a lot, whatever its letter case', { lotName: 'even' }, (number) => number % 2 === 0],
    ['part of a lot name', { lotName: 'eve' }, () => false],
    ['where the drives came from', { mediaSource: 'Hospital Nord' }, (number) => number % 3 === 0],
    ['a person', { operatorName: 'Ole Brandt' }, (number) => number % 5 === 0],
    ['one day, to its last millisecond', { fromDay: '2026-05-02', toDay: '2026-05-02' }, (number) => number % 3 === 1],
    ['days from one on', { fromDay: '2026-05-02' }, (number) => number % 3 !== 0],
    ['days up to one', { toDay: '2026-05-02' }, (number) => number % 3 !== 2],
    ['days in the wrong order', { fromDay: '2026-05-03', toDay: '2026-05-01' }, () => false],
    [
      'everything together',
      {
        lotName: 'Odd',
        mediaSource: 'hospital nord',
        operatorName: 'ole brandt',
        fromDay: '2026-05-01',
        toDay: '2026-05-01',
      },
      (number) => number % 2 === 1 && number % 15 === 0,
    ],
  ])('are exactly those that fit %s', (_what, filter, fits) => {
    expect(numbers(filter)).toEqual(all.filter(fits));
    expect(certificates.choice.count({ ...none, ...filter }, 100)).toBe(all.filter(fits).length);
  });

  it('are counted and named up to a limit only', () => {
    expect(certificates.choice.count(none, 7)).toBe(7);
    expect(numbers({}, 7)).toHaveLength(7);
  });
});
