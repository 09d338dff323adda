import { describe, expect, test } from 'vitest';
import { applyEvent } from '../../../renderer/link/applyEvent.ts';
import { scriptedSnapshot } from '../../fixtures/window/scriptedBench.ts';

describe('events on a snapshot', () => {
  const snapshot = scriptedSnapshot('every-state');

  test('a drive that leaves takes its ended job with it, and never a running one', () => {
    const running = snapshot.jobs.find((job) => job.state.kind === 'running');
    const ended = snapshot.jobs.find((job) => job.state.kind === 'ended');
    for (const [job, stays] of [
      [running, true],
      [ended, false],
    ] as const) {
      if (job === undefined) throw new Error('the scene lost a job');
      const after = applyEvent(snapshot, {
        number: 1,
        name: 'drive.removed',
        data: { driveId: job.driveId, bayId: job.bayId },
      });
      expect(after.drives.some((drive) => drive.driveId === job.driveId)).toBe(false);
      expect(after.jobs.some((each) => each.jobId === job.jobId)).toBe(stays);
    }
  });

  test('news of a known label replaces it, news of an unknown one adds it', () => {
    const label = snapshot.labels[0];
    if (label === undefined) throw new Error('the scene lost its labels');
    const known = applyEvent(snapshot, { number: 1, name: 'label.changed', data: { ...label, copy: 2 } });
    expect(known.labels).toHaveLength(snapshot.labels.length);
    expect(known.labels[0]?.copy).toBe(2);
    const added = applyEvent(snapshot, { number: 2, name: 'label.changed', data: { ...label, labelId: 'new' } });
    expect(added.labels).toHaveLength(snapshot.labels.length + 1);
  });
});
