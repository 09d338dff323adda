import { describe, expect, it } from 'vitest';
import { driveOwnersOf } from '../../../../electron/station/lots/receiving/driveOwner.ts';
import { arrived, clearPolicy, plain, purgePolicy, scan } from '../../../fixtures/lots/lotActs.ts';
import { anna, type LotBench, lotBench } from '../../../fixtures/lots/lotBench.ts';

describe('the lot answers for its drives only', () => {
  const owners = (bench: LotBench) => driveOwnersOf(bench.store);
  const drive = (serialNumber: string, assetTag: string | null = null) => ({
    serialNumber,
    assetTag,
    lotName: 'lot  1',
  });

  it('a drive of no known asset is not certified to the lot until it is resolved', () => {
    const bench = lotBench([{ serial: 'AAA111', tag: 'IT 1', type: 'Notebook' }, { serial: 'WCC4E1234567' }]);
    const { desk, lotId } = bench;
    const why = (serial: string, tag: string | null = null) =>
      owners(bench).certifyProblem(drive(serial, tag))?.code ?? null;
    expect(why('STRANGE')).toBe('drive-of-no-asset');
    expect(why('WD-WCC4E1234567')).toBeNull();
    expect(why('STRANGE', 'it 1')).toBeNull();
    const computer = desk.arrive(
      { lotId, serialNumber: 'NOBODY', assetTag: null, deviceKind: 'laptop', assetId: null, insideOf: null },
      anna,
    );
    if (computer.outcome === 'refused') throw new Error('refused');
    const insideOf = computer.value.thing?.thingId ?? '';
    desk.arrive({ lotId, serialNumber: 'STRANGE', assetTag: null, deviceKind: null, assetId: null, insideOf }, anna);
    expect(why('STRANGE')).toBe('drive-of-unexpected-computer');
    desk.act({ act: 'linked', thingId: insideOf, assetId: 1 }, anna);
    expect(why('STRANGE')).toBeNull();
  });

  it('says nothing of lots that it does not know', () => {
    const bench = lotBench([{ serial: 'AAA111' }]);
    expect(owners(bench).certifyProblem({ serialNumber: 'X', assetTag: null, lotName: 'another' })).toBeNull();
    expect(owners(bench).certifyProblem({ serialNumber: 'X', assetTag: null, lotName: null })).toBeNull();
    expect(owners(bench).rules({ serialNumber: 'X', assetTag: null, lotName: 'another' }, [])).toBeNull();
    expect(owners(bench).rules({ serialNumber: null, assetTag: null, lotName: null }, [])).toBeNull();
  });

  it('the requirement of its asset forces the policies of a drive', () => {
    const bench = lotBench([
      { serial: 'AAA111', requirement: 'confidential' },
      { serial: 'BBB222', requirement: 'level Q7' },
      { serial: 'CCC333' },
    ]);
    const allowed = (serial: string) => owners(bench).rules(drive(serial), [clearPolicy, purgePolicy])?.allowed;
    expect(allowed('AAA111')).toEqual(['purge']);
    expect(allowed('BBB222')).toEqual([]);
    expect(allowed('CCC333')).toEqual(['clear', 'purge']);
  });

  it('a requirement is not got rid of by naming no lot, or another one', () => {
    const bench = lotBench([{ serial: 'AAA111', requirement: 'confidential' }]);
    for (const lotName of [null, 'another']) {
      const rules = owners(bench).rules({ serialNumber: 'AAA111', assetTag: null, lotName }, [
        clearPolicy,
        purgePolicy,
      ]);
      expect(rules).toMatchObject({ lotName: 'Lot 1', allowed: ['purge'] });
    }
    bench.desk.finish(bench.lotId, anna);
    expect(owners(bench).anyOpen()).toBe(true);
  });
});

describe('what the customer wants destroyed', () => {
  it('is neither sold nor recycled, however well it was wiped', async () => {
    const bench = lotBench([{ serial: 'AAA111', type: 'HDD', requirement: 'shred' }]);
    const thingId = arrived(scan(bench, 'AAA111'));
    await bench.wiped('AAA111');
    const to = (route: 'remarket' | 'recycle' | 'destroy') =>
      bench.desk.dispose(
        {
          lotId: bench.lotId,
          thingIds: [thingId],
          disposition: { ...plain, grade: 'A', gradeReasons: [], route },
        },
        anna,
      );
    for (const route of ['remarket', 'recycle'] as const)
      expect(to(route)).toMatchObject({ outcome: 'refused', refusals: [{ details: { why: 'must-be-destroyed' } }] });
    expect(to('destroy').outcome).toBe('done');
  });
});
