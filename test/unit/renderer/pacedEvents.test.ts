import { describe, expect, test } from 'vitest';
import type { StationEvent } from '../../../renderer/link/applyEvent.ts';
import { pacedEvents } from '../../../renderer/link/pacedEvents.ts';
import { runningState, scriptedSnapshot } from '../../fixtures/window/scriptedBench.ts';

const [first, second] = scriptedSnapshot('shift').jobs;
if (first === undefined || second === undefined) throw new Error('the scene lost its jobs');

type Part = Parameters<typeof runningState>[2];
const progress = (number: number, share: number, job = first, phase: Part = 'sanitize'): StationEvent => ({
  number,
  name: 'job.changed',
  data: { ...job, state: runningState(job.sizeBytes, share, phase) },
});
const numbers = (events: readonly StationEvent[]) => events.map(({ number }) => number);

describe('the pace of progress', () => {
  test('a bay is drawn once a second with the newest of what was told, and nothing is lost at the end', () => {
    const paced = pacedEvents();
    expect(numbers(paced.due([progress(1, 0.1)], 0))).toEqual([1]);
    expect(numbers(paced.due([progress(2, 0.2), progress(3, 0.3)], 300))).toEqual([]);
    expect(paced.holds()).toBe(true);
    expect(numbers(paced.due([], 999))).toEqual([]);
    expect(numbers(paced.due([], 1000))).toEqual([3]);
    expect(paced.holds()).toBe(false);
  });

  test('each bay has its own second', () => {
    const paced = pacedEvents();
    paced.due([progress(1, 0.1)], 0);
    expect(numbers(paced.due([progress(2, 0.2), progress(3, 0.2, second)], 500))).toEqual([3]);
  });

  test('another phase is drawn at once, and what was kept before it never comes after it', () => {
    const paced = pacedEvents();
    paced.due([progress(1, 0.1)], 0);
    paced.due([progress(2, 0.2)], 100);
    expect(numbers(paced.due([progress(3, 0.3, first, 'verify')], 200))).toEqual([3]);
    expect(paced.holds()).toBe(false);
  });

  test('the end of a job is drawn at once, and everything that is no progress', () => {
    const paced = pacedEvents();
    paced.due([progress(1, 0.1)], 0);
    paced.due([progress(2, 0.2)], 100);
    const waiting: StationEvent = {
      number: 3,
      name: 'job.changed',
      data: { ...first, state: { kind: 'waiting-for-drive', sinceAt: '2026-11-20T10:00:00.000Z' } },
    };
    const left: StationEvent = {
      number: 4,
      name: 'drive.removed',
      data: { driveId: first.driveId, bayId: first.bayId },
    };
    expect(numbers(paced.due([waiting, left], 200))).toEqual([3, 4]);
    expect(paced.holds()).toBe(false);
    expect(numbers(paced.due([progress(5, 0.2)], 300))).toEqual([5]);
  });

  test('a new snapshot takes what was kept with it', () => {
    const paced = pacedEvents();
    paced.due([progress(1, 0.1)], 0);
    paced.due([progress(2, 0.2)], 100);
    expect(numbers(paced.release())).toEqual([2]);
    expect(paced.holds()).toBe(false);
    expect(numbers(paced.due([progress(3, 0.3)], 200))).toEqual([3]);
  });
});
