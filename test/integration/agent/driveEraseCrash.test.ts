import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { doubtsAbout } from '../../../core/record/judgeRecord.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { TechniqueNote } from '../../../native/agent/techniques/deviceTechnique.ts';
import {
  type BenchInProcess,
  imagePath,
  makeStationFolder,
  removeStationFolder,
  type StationFolder,
  startBench,
} from '../../fixtures/agent/benchInProcess.ts';
import { type Cells, fileDriveTechnique, type Word } from '../../fixtures/agent/fileDrive.ts';
import { purgePolicy } from '../../fixtures/agent/purgePolicy.ts';

const SCRIPT = resolve(import.meta.dirname, '../../fixtures/agent/erasingBench.ts');
let folder: StationFolder;
let running: BenchInProcess | null = null;
beforeEach(() => {
  folder = makeStationFolder();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  removeStationFolder(folder);
});

/** Starts an erase in another process and kills that with SIGKILL when the erase has begun; answers the job's name. */
async function eraseUntilKilled(): Promise<string> {
  const child = spawn(process.execPath, [SCRIPT, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  while (!said.includes('erasing\n') || !/job \S+\n/.test(said)) {
    if (child.exitCode !== null) throw new Error(`it ended by itself: ${said}`);
    await new Promise((next) => setTimeout(next, 20));
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  return /job (\S+)\n/.exec(said)?.[1] ?? '';
}

/** Starts the bench again with a drive that goes on as `cells` and `word` say; answers the record and the notes it was given. */
async function goOn(
  jobId: string,
  cells: Cells,
  word: Word,
): Promise<{ record: RecordV1; remembered: TechniqueNote[] }> {
  const remembered: TechniqueNote[] = [];
  const technique = fileDriveTechnique({
    techniqueId: 'nvme-sanitize-block',
    leaves: 'uniform',
    path: () => imagePath(folder, 'bay-01'),
    cells,
    word,
    before: async (tools) => {
      remembered.push(...tools.remembered);
    },
  });
  running = await startBench(folder, { techniques: [technique], policies: [purgePolicy] });
  return { record: await running.record(jobId), remembered };
}

const codesOf = (jobId: string) => {
  const told = running?.jobs.journal(jobId);
  return told?.outcome === 'done' ? told.value.map(({ code }) => code) : [];
};

it('killed while the drive erases itself, the job rejoins with its notes, plants and surveys nothing again, and ends sanitized', async () => {
  const jobId = await eraseUntilKilled();
  const { record, remembered } = await goOn(jobId, { kind: 'fill', byte: 0 }, 'completed');
  expect(remembered.map(({ what }) => what)).toEqual(['file-drive-started']);
  expect(record).toMatchObject({ jobId, resumed: 1, verdict: { outcome: 'sanitized' } });
  expect(doubtsAbout(record)).toEqual([]);
  const codes = codesOf(jobId);
  for (const once of ['canaries-planted', 'survey-taken', 'technique-started', 'technique-note']) {
    expect(
      codes.filter((code) => code === once),
      once,
    ).toHaveLength(1);
  }
});

it('killed while the drive erases itself, a drive that kept everything is still caught afterwards', async () => {
  const jobId = await eraseUntilKilled();
  const { record } = await goOn(jobId, { kind: 'keep' }, 'completed');
  expect(record.verdict.outcome).toBe('failed');
  expect(record.verdict.reasons.map(({ code }) => code)).toContain('canary-survived');
});

it.each([
  ['is gone', (path: string) => rmSync(path)],
  ['was changed', (path: string) => appendFileSync(path, '\n')],
])('when the list of what the drive held before %s after a crash, the drive is not sanitized', async (_what, harm) => {
  const jobId = await eraseUntilKilled();
  const journal = join(folder.state, 'journal');
  const survey = readdirSync(journal).find((name) => name.endsWith('.survey'));
  harm(join(journal, survey ?? 'none'));
  const { record } = await goOn(jobId, { kind: 'fill', byte: 0 }, 'completed');
  expect(record.verdict.outcome).toBe('unverified');
  expect(record.verdict.reasons.map(({ code }) => code)).toContain('not-compared');
});

it('what a technique notes for itself is shown to nobody', async () => {
  const jobId = await eraseUntilKilled();
  await goOn(jobId, { kind: 'fill', byte: 0 }, 'completed');
  const told = running?.jobs.journal(jobId);
  if (told?.outcome !== 'done') throw new Error('no journal');
  const notes = told.value.filter(({ code }) => code === 'technique-note');
  expect(notes.map(({ details }) => details)).toEqual([{ what: 'file-drive-started' }]);
});
