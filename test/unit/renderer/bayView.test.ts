import { describe, expect, test } from 'vitest';
import { verdictOutcome } from '../../../core/domain/verdict.ts';
import { dutyOf, signalOf, viewBays } from '../../../renderer/features/bench/bayView.ts';
import { countRoom } from '../../../renderer/features/bench/roomCount.ts';
import { stepOnGrid } from '../../../renderer/features/bench/stepOnGrid.ts';
import { applyEvent } from '../../../renderer/link/applyEvent.ts';
import { scriptedSnapshot } from '../../fixtures/window/scriptedBench.ts';

describe('what a bay asks of hands', () => {
  const everyState = scriptedSnapshot('every-state');

  test('only a plain "sanitized" is ever green', () => {
    const job = everyState.jobs.find((each) => each.state.kind === 'ended');
    if (job?.state.kind !== 'ended') throw new Error('the scene lost its ended job');
    for (const outcome of verdictOutcome.options) {
      const state = { ...job.state, verdict: { ...job.state.verdict, outcome } };
      const green = signalOf(dutyOf(null, { ...job, state })) === 'pass';
      expect(green, outcome).toBe(outcome === 'sanitized');
    }
  });

  test('a drive that is refused, or whose job lost it, needs help; a drive in use by the PC needs nobody', () => {
    const drive = everyState.drives[0];
    if (drive === undefined) throw new Error('the scene lost its drives');
    const refused = (code: 'drive-mounted' | 'drive-system-disk') => ({ ...drive, refusals: [{ code, details: {} }] });
    expect(dutyOf(refused('drive-mounted'), null)).toBe('help');
    expect(dutyOf(refused('drive-system-disk'), null)).toBe('own');
    const waiting = viewBays(everyState).find(({ job }) => job?.state.kind === 'waiting-for-drive');
    expect(waiting?.duty).toBe('help');
    expect(waiting?.bay, 'the place stays known while its drive is gone').not.toBeNull();
  });

  test('a place in which nothing changed is the same object, so that it is not drawn again', () => {
    const before = viewBays(everyState);
    const job = everyState.jobs[0];
    if (job === undefined) throw new Error('the scene lost its jobs');
    const after = viewBays(
      applyEvent(everyState, { number: 1, name: 'job.changed', data: { ...job, resumed: 1 } }),
      before,
    );
    expect(after.filter((view, index) => view !== before[index])).toHaveLength(1);
  });

  test('a drive outside the mapped bays is shown, not lost', () => {
    const [first, ...others] = everyState.drives;
    if (first === undefined) throw new Error('the scene lost its drives');
    const views = viewBays({ ...everyState, drives: [{ ...first, bayId: null }, ...others] });
    expect(views.at(-1)).toMatchObject({ bay: null, drive: { driveId: first.driveId } });
  });

  test('the one line counts hands first and tells when the next drive is done', () => {
    const { parts, nextDoneMs } = countRoom(viewBays(scriptedSnapshot('shift')));
    expect(parts).toEqual([
      { part: 'help', count: 1 },
      { part: 'pull', count: 3 },
      { part: 'start', count: 2 },
      { part: 'running', count: 16 },
    ]);
    expect(nextDoneMs).toBeGreaterThan(0);
    expect(countRoom([]).nextDoneMs, 'unknown is not zero').toBeNull();
  });

  test('arrow keys step over a hole in the steel', () => {
    const views = viewBays(everyState).filter(({ bay }) => bay?.number !== 2);
    expect(stepOnGrid(views, 'bay-1', 'ArrowRight')?.key).toBe('bay-3');
    expect(stepOnGrid(views, 'bay-1', 'ArrowUp')).toBeNull();
    expect(stepOnGrid(views, 'bay-1', 'a')).toBeNull();
  });
});
