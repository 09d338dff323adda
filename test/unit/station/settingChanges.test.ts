import { expect, it } from 'vitest';
import { refuse } from '../../../core/domain/refusal.ts';
import type { AskAgent } from '../../../electron/station/bench/askAgent.ts';
import { columnsChanged } from '../../../electron/station/lots/columnsChanged.ts';
import { settingChanges } from '../../../electron/station/settings/settingChanges.ts';

const session = 'a-session-of-a-shift-lead';
const refused = { outcome: 'refused' as const, refusals: [refuse('agent-lost')] };
const done = { outcome: 'done' as const, value: {} };

/** What a ledger hears, and whether it takes it. */
function desk(takes: boolean) {
  const written: string[] = [];
  const ask = (async (_: string, { before, after }: { before: string; after: string }) => {
    if (!takes) return refused;
    written.push(`${before} -> ${after}`);
    return { outcome: 'done', value: { seq: written.length } };
  }) as unknown as AskAgent;
  return { written, changing: settingChanges(ask) };
}
const change = (before: unknown, after: unknown) => ({ session, setting: 'printer', before, after }) as const;

it('a change that the ledger does not take is not made', async () => {
  let made = 0;
  const answer = await desk(false).changing(change('a', 'b'), () => {
    made += 1;
    return done;
  });
  expect([answer, made]).toEqual([refused, 0]);
});

it('a change that does not come about is taken back in the ledger, whether it was refused or broke', async () => {
  const { written, changing } = desk(true);
  expect(await changing(change('a', 'b'), () => refused)).toEqual(refused);
  const broken = changing(change('a', 'c'), () => {
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
  expect(written).toEqual(['"a" -> "b"', '"b" -> "a"', '"a" -> "c"', '"c" -> "a"']);
});

it('the same setting in another order of its keys is no change; a long one is cut but not taken for another', async () => {
  const { written, changing } = desk(true);
  await changing(change({ x: 1, y: 2 }, { y: 2, x: 1 }), () => done);
  expect(written).toEqual([]);
  const long = (end: string) => 'x'.repeat(20_000) + end;
  await changing(change(long('1'), long('2')), () => done);
  const [was, becomes] = written[0]?.split(' -> ') ?? [];
  expect(was).not.toBe(becomes);
  expect(Math.max(was?.length ?? 0, becomes?.length ?? 0)).toBeLessThanOrEqual(8000);
});

it('of a customer’s columns only those are told that are new or read otherwise now', () => {
  const known = new Map([
    ['serial', 'serialNumber' as const],
    ['note', null],
    ['tag', null],
  ]);
  const customer = { customerId: 'c', name: 'Nordwind' };
  const told = columnsChanged(
    customer,
    known,
    ['Serial', 'Note', 'Tag', 'Model'],
    ['serialNumber', null, 'assetTag', 'model'],
  );
  expect(told).toEqual({
    before: { customer: 'Nordwind', columns: { tag: null } },
    after: { customer: 'Nordwind', columns: { tag: 'assetTag', model: 'model' } },
  });
  const same = columnsChanged(customer, known, ['Serial'], ['serialNumber']);
  expect(same.before).toEqual(same.after);
});
