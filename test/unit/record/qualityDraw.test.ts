import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDrawCheck } from '../../../core/record/checkDraws.ts';
import { type DrawSample, drawMessage, isWithinShare, minimumDraw } from '../../../core/record/qualityDraw.ts';
import { nodeCrypto } from '../../../native/agent/ledger/nodeCrypto.ts';

const SHARE = 50_000;
const hex = (text: string) => createHash('sha256').update(text).digest('hex');
const scoreOf = (seedHex: string, recordHash: string) =>
  createHash('sha256').update(drawMessage(seedHex, recordHash)).digest('hex');

/** Five standard deviations of a binomial count: wrong once in a million, and here always the same numbers. */
function expectShare(drawn: number, of: number): void {
  const mean = of * 0.05;
  expect(Math.abs(drawn - mean)).toBeLessThan(5 * Math.sqrt(of * 0.05 * 0.95));
}

describe('the draw', () => {
  it('draws five in a hundred of the records under any seed, and under each seed others', () => {
    const hashes = Array.from({ length: 4000 }, (_, index) => hex(`record ${index}`));
    const drawnUnder = (seed: string) => hashes.filter((hash) => isWithinShare(scoreOf(hex(seed), hash), SHARE));
    const sets = ['a', 'b', 'c', 'd', 'e'].map((seed) => new Set(drawnUnder(seed)));
    for (const set of sets) expectShare(set.size, hashes.length);
    const [first, second] = sets;
    const both = [...(first ?? [])].filter((hash) => second?.has(hash));
    // Independent draws agree by chance alone: a quarter of a percent.
    expect(both.length).toBeLessThan(30);
  });

  it('tells nothing of a record to somebody without the seed: over all seeds it is drawn as often as any', () => {
    for (const record of ['one', 'another']) {
      const drawn = Array.from({ length: 4000 }, (_, index) => hex(`seed ${index}`)).filter((seed) =>
        isWithinShare(scoreOf(seed, hex(record)), SHARE),
      );
      expectShare(drawn.length, 4000);
    }
  });

  it('draws nothing at no share and everything at the whole', () => {
    for (const score of ['0'.repeat(64), 'f'.repeat(64), hex('x')]) {
      expect(isWithinShare(score, 0)).toBe(false);
      expect(isWithinShare(score, 1_000_000)).toBe(true);
    }
    expect(isWithinShare(`8${'0'.repeat(63)}`, 500_000)).toBe(false);
    expect(isWithinShare(`7${'f'.repeat(63)}`, 500_000)).toBe(true);
  });

  it('never leaves a lot without one, nor a technician with as many drives as should hold one', () => {
    for (let lot = 0; lot < 300; lot += 1) {
      const seed = hex(`lot ${lot}`);
      const size = 1 + (lot % 60);
      let samples: DrawSample[] = Array.from({ length: size }, (_, index) => {
        const score = scoreOf(seed, hex(`${lot} ${index}`));
        const operatorId = index % 3 === 0 ? 'ana' : 'ben';
        return {
          recordId: `${index}`,
          operatorId,
          score,
          certified: index % 2 === 0,
          drawn: isWithinShare(score, SHARE),
        };
      });
      for (let due = minimumDraw(samples, SHARE); due !== null; due = minimumDraw(samples, SHARE)) {
        const { recordId } = due;
        expect(samples.find((sample) => sample.recordId === recordId)?.drawn).toBe(false);
        samples = samples.map((sample) => (sample.recordId === recordId ? { ...sample, drawn: true } : sample));
      }
      expect(samples.some(({ drawn }) => drawn)).toBe(true);
      for (const operatorId of ['ana', 'ben']) {
        const own = samples.filter((sample) => sample.operatorId === operatorId);
        if (own.length >= 20) expect(own.some(({ drawn }) => drawn)).toBe(true);
      }
    }
    expect(minimumDraw([], SHARE)).toBeNull();
  });

  it('takes a drive without a certificate before one that has it', () => {
    const sample = (recordId: string, score: string, certified: boolean): DrawSample => {
      return { recordId, operatorId: 'ana', score, certified, drawn: false };
    };
    const samples = [sample('low', '00', true), sample('high', 'ff', false)];
    expect(minimumDraw(samples, SHARE)).toEqual({ recordId: 'high', drawnFor: 'lot-minimum' });
  });
});

/** A ledger's draw as an agent writes it, with what a test changes in it. */
async function drawnAgain(change: {
  readonly seedHex?: string;
  readonly leaveOut?: 'drawn';
  readonly add?: string;
  readonly hashOf?: (index: number) => string;
}) {
  const seedHex = hex('the seed');
  const check = createDrawCheck(nodeCrypto);
  const drawId = 'draw-1';
  const lotName = 'LOT-1';
  const seedSha256 = createHash('sha256').update(Buffer.from(seedHex, 'hex')).digest('hex');
  await check.act({ act: 'quality-draw-opened', details: { drawId, lotName, sharePpm: SHARE, seedSha256 } });
  const drawn: string[] = [];
  for (let index = 0; index < 200; index += 1) {
    const recordId = `record-${index}`;
    const hash = hex(recordId);
    check.record(change.hashOf?.(index) ?? hash, {
      recordId,
      verdict: { outcome: 'sanitized', reasons: [{ code: 'all-evidence-agrees', details: {} }] },
      asset: { assetTag: null, lotName },
      operator: { personId: 'ana', name: 'Ana', title: '' },
    });
    if (isWithinShare(scoreOf(seedHex, hash), SHARE)) drawn.push(recordId);
  }
  expect(drawn.length).toBeGreaterThan(2);
  const told = [
    ...(change.leaveOut === 'drawn' ? drawn.slice(1) : drawn),
    ...(change.add === undefined ? [] : [change.add]),
  ];
  for (const recordId of told) {
    await check.act({ act: 'quality-drawn', details: { drawId, recordId, drawnFor: 'share' } });
  }
  await check.act({
    act: 'quality-draw-closed',
    details: { drawId, lotName, seedHex: change.seedHex ?? seedHex, records: 200, drawn: told.length },
  });
  return check.end();
}

describe('drawing again from the ledger', () => {
  it('finds nothing on an honest draw', async () => {
    const { problems, draws } = await drawnAgain({});
    expect(problems).toEqual([]);
    expect(draws).toMatchObject([{ state: 'closed', records: 200 }]);
  });

  it('names another seed, a drive that was kept out, one that was put in, and a record that was exchanged', async () => {
    expect((await drawnAgain({ seedHex: hex('another') })).problems.join()).toContain(
      'not the one that was committed to',
    );
    expect((await drawnAgain({ leaveOut: 'drawn' })).problems.join()).toContain('was not drawn');
    const kept = (await drawnAgain({ add: 'record-nowhere' })).problems.join();
    expect(kept).toContain('does not stand in draw');
    const undrawn = Array.from({ length: 200 }, (_, index) => `record-${index}`).find(
      (recordId) => !isWithinShare(scoreOf(hex('the seed'), hex(recordId)), SHARE),
    );
    expect((await drawnAgain({ add: undrawn ?? '' })).problems.join()).toContain('was not to be drawn');
    const exchanged = await drawnAgain({ hashOf: (index) => hex(`other ${index}`) });
    expect(exchanged.problems.length).toBeGreaterThan(0);
  });
});
