import { expect, it } from 'vitest';
import { phaseState, runningState } from '../../../../native/agent/jobs/jobProgress.ts';
import { exampleIntent, SIZE } from './exampleJob.ts';

const progress = { doneBytes: SIZE / 2, totalBytes: SIZE, bytesPerSecond: SIZE / 4, badBlocks: 0 };

it('the time left is for the whole job: the rest of the overwrite and the read-back after it', () => {
  expect(runningState(exampleIntent, { phase: 'sanitize', ...progress }).remainingMs).toBe(6_000);
  expect(runningState(exampleIntent, { phase: 'verify', ...progress }).remainingMs).toBe(2_000);
});

it('a time that cannot be known is unknown, never zero or infinite', () => {
  expect(runningState(exampleIntent, { phase: 'sanitize', ...progress, bytesPerSecond: 0 }).remainingMs).toBeNull();
  expect(runningState(exampleIntent, { phase: 'canaries', ...progress }).remainingMs).toBeNull();
  expect(phaseState(exampleIntent, 'seal').remainingMs).toBeNull();
});
