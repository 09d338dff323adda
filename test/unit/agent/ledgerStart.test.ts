import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reason } from '../../../core/domain/reason.ts';
import { openCheckpoint } from '../../../core/record/checkpoint.ts';
import { verifyLedger } from '../../../core/record/verifyLedger.ts';
import { type Ledger, openLedger } from '../../../native/agent/ledger/ledger.ts';
import { nodeCrypto } from '../../../native/agent/ledger/nodeCrypto.ts';
import { CHECKED_AT_START } from '../../../native/agent/ledger/openChain.ts';
import { systemClock } from '../../../native/agent/tools/clock.ts';
import { makeLongLedger } from '../../bench/longLedger.ts';

/** Longer than what a start looks at. */
const ENTRIES = CHECKED_AT_START + 300;

describe('a ledger that is longer than what a start looks at', () => {
  let folder: string;
  let ledger: Ledger | null = null;
  const damages: Reason[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-start-'));
    damages.length = 0;
    await makeLongLedger(folder, ENTRIES);
  });
  afterEach(() => {
    ledger?.close();
    ledger = null;
    rmSync(folder, { recursive: true, force: true });
  });

  const path = (name: string) => join(folder, name);
  async function opened(): Promise<Ledger> {
    ledger?.close();
    const onDamage = (reason: Reason) => void damages.push(reason);
    ledger = await openLedger({ stateDirectory: folder, virtual: true, clock: systemClock, onDamage });
    return ledger;
  }
  const lines = () => readFileSync(path('ledger.jsonl'), 'utf8').trimEnd().split('\n');
  const write = (changed: readonly string[]) => writeFileSync(path('ledger.jsonl'), `${changed.join('\n')}\n`);
  const otherPayload = (line: string) => line.replace('"payload":"eyJhY3Q', '"payload":"eyJhY3R');
  const act = async (of: Ledger) => {
    const sealed = await of.act('wipe-refused', null, {});
    if (sealed.outcome !== 'done') throw new Error('not sealed');
    return sealed.value;
  };

  it('is sound, goes on from where it was, and signs after every entry what a verifier then finds', async () => {
    const { seq } = await act(await opened());
    expect(seq).toBe(ENTRIES);
    const again = await opened();
    expect(again.findings).toEqual([]);
    const note = readFileSync(path('checkpoint.txt'), 'utf8');
    expect(note).toBe(await again.checkpoint(ENTRIES + 1));
    const names = { subject: 'ledger.jsonl', checkpointSubject: 'checkpoint.txt', pinnedKeyId: again.keyId };
    expect(await verifyLedger(readFileSync(path('ledger.jsonl')), note, names, nodeCrypto)).toMatchObject({
      outcome: 'genuine',
    });
    await again.recheck();
    expect(again.damage()).toBeNull();
  });

  it('names a change in its last entries at the start', async () => {
    write(lines().with(ENTRIES - 5, otherPayload(lines()[ENTRIES - 5] ?? '')));
    expect((await opened()).damage()).toMatchObject({ code: 'ledger-damaged', details: { entry: ENTRIES - 5 } });
  });

  it('names a change far back by the walk that follows the start, and never hands that entry out', async () => {
    write(lines().with(7, otherPayload(lines()[7] ?? '')));
    const changed = await opened();
    expect(changed.damage()).toBeNull();
    expect(() => changed.read(5, 5)).toThrow(/entry 7 was changed/);
    expect(damages).toMatchObject([{ code: 'ledger-damaged', details: { entry: 7 } }]);
    const again = await opened();
    await again.recheck();
    expect(again.damage()).toMatchObject({ code: 'ledger-damaged', details: { entry: 7 } });
    expect((await again.act('wipe-refused', null, {})).outcome).toBe('refused');
    await expect(again.checkpoint(3)).rejects.toThrow(/damaged/);
  });

  it.each([
    ['the ledger alone', ['ledger.jsonl']],
    ['the ledger, and the index is thrown away', ['ledger.jsonl', 'ledger-index.sqlite']],
  ])('names entries missing at the end when somebody put back an older copy of %s', async (_what, names) => {
    const older = readFileSync(path('ledger.jsonl'));
    const grown = await opened();
    for (let more = 0; more < 3; more += 1) await act(grown);
    grown.close();
    ledger = null;
    for (const name of names) {
      if (name === 'ledger.jsonl') writeFileSync(path(name), older);
      else for (const suffix of ['', '-wal', '-shm']) rmSync(path(name + suffix), { force: true });
    }
    expect((await opened()).damage()).toMatchObject({ details: { why: '3 entries are missing at the end' } });
  });

  it('makes its index again when it is lost or no index at all, checks every entry for it, and says so', async () => {
    for (const loss of [
      () => rmSync(path('ledger-index.sqlite')),
      () => writeFileSync(path('ledger-index.sqlite'), 'no'),
    ]) {
      loss();
      const again = await opened();
      expect(again.findings).toMatchObject([{ code: 'ledger-index-rebuilt', details: { entries: ENTRIES } }]);
      expect(again.damage()).toBeNull();
      again.close();
      ledger = null;
    }
  });

  it('takes up entries that the index does not know yet, as after a power cut', async () => {
    const copy = readFileSync(path('ledger-index.sqlite'));
    const grown = await opened();
    const { seq } = await act(grown);
    const note = await grown.checkpoint(seq + 1);
    grown.close();
    ledger = null;
    for (const suffix of ['-wal', '-shm']) rmSync(path(`ledger-index.sqlite${suffix}`), { force: true });
    writeFileSync(path('ledger-index.sqlite'), copy);
    const again = await opened();
    expect(again.findings).toEqual([]);
    expect(await again.checkpoint(seq + 1)).toBe(note);
  });

  it('trusts no checkpoint of another key, and none of other entries', async () => {
    const genuine = readFileSync(path('checkpoint.txt'), 'utf8');
    const other = mkdtempSync(join(tmpdir(), 'wipebench-other-'));
    await makeLongLedger(other, 3);
    writeFileSync(path('checkpoint.txt'), readFileSync(join(other, 'checkpoint.txt')));
    rmSync(other, { recursive: true });
    expect((await opened()).damage()).toMatchObject({ details: { why: /not signed by this station/ } });
    writeFileSync(path('checkpoint.txt'), genuine);
    const station = await opened();
    expect(station.damage()).toBeNull();
    const { publicKeyBase64 } = station;
    const key = Buffer.from(publicKeyBase64, 'base64');
    expect(await openCheckpoint(genuine, key, nodeCrypto)).toMatchObject({ checkpoint: { entries: ENTRIES } });
  });
});
