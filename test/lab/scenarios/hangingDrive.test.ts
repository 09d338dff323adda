import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serialTail } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import { done, jobWhen } from '../../integration/agent/agentProcess.ts';
import { labOrReason } from '../bench/labOrReason.ts';
import type { EmulatedDrive } from '../drives/emulatedDrive.ts';
import type { DriveFault } from '../drives/model/faults.ts';
import { readPayload } from '../matrix/ledgerFacts.ts';
import { type MatrixBench, openMatrixBench } from '../matrix/matrixBench.ts';
import { row } from '../matrix/matrixRow.ts';
import { serveDrive } from '../matrix/servedDrive.ts';

const kernel = labOrReason();
/** READ(10) and READ(16), WRITE(10) and WRITE(16): the process that sends them waits inside the kernel and cannot be killed. */
const HANGS: readonly DriveFault[] = [0x28, 0x88, 0x2a, 0x8a].map((opcode) => ({
  ...{ kind: 'never-answers' as const, space: 'scsi' as const },
  opcode,
}));
/** A third job costs some of the bench's one processor; a drive waited for would cost minutes. */
const GENEROUS = 3;

describe.skipIf(kernel === null)('drives beside one that hangs in the kernel', () => {
  const directory = mkdtempSync(join(tmpdir(), 'wipebench-hanging-'));
  const shelf: EmulatedDrive[] = [];
  let bench: MatrixBench;
  let count = 0;

  const plugIn = async (id: string): Promise<EmulatedDrive> => {
    const drive = { kind: 'scsi' as const, words: 'SAS hard disk', config: { rotationRate: 10_000 } };
    count += 1;
    const { served } = await serveDrive(row(id, { technique: 'scsi-sanitize-overwrite', drive }), directory, count);
    shelf.push(served);
    await bench.connect(served);
    return served;
  };
  const start = async (served: EmulatedDrive): Promise<Job> => {
    const { client, session } = bench;
    const { driveId, serialNumber } = await bench.driveOf(served.identity.serial);
    const wanted = { session, driveId, policyId: 'nist-clear', techniqueId: 'overwrite-zeros' as const };
    const { token } = done(await client.call('preflight', wanted));
    const asset = { assetTag: null, lotName: null };
    return done(await client.call('jobs.start', { session, token, serialTail: serialTail(serialNumber) ?? '', asset }));
  };
  /** By its sealed record: the bench forgets the job of a drive that is gone. */
  const outcomeOf = async (jobId: string): Promise<string> => {
    for (;;) {
      const entry = await bench.newest((one) => one.kind === 'record' && one.payload.jobId === jobId);
      const sealed = entry === null ? null : readPayload(entry);
      if (sealed?.kind === 'record') return sealed.payload.verdict.outcome;
      await new Promise((next) => setTimeout(next, 500));
    }
  };
  /** Wipes both side by side and answers how long that took. */
  const wipePairMs = async (names: readonly [string, string]): Promise<number> => {
    const pair = [await plugIn(names[0]), await plugIn(names[1])];
    const jobs: Job[] = [];
    for (const served of pair) jobs.push(await start(served));
    for (const { jobId } of jobs) expect(await outcomeOf(jobId)).toBe('sanitized');
    const { jobs: all } = await bench.client.call('snapshot', {});
    const ended = all.filter(({ jobId }) => jobs.some((job) => job.jobId === jobId));
    const spans = ended.map(({ startedAt, state }) =>
      state.kind === 'ended' ? Date.parse(state.endedAt) - Date.parse(startedAt) : Number.NaN,
    );
    return Math.max(...spans);
  };

  beforeAll(async () => {
    if (kernel !== null) bench = await openMatrixBench(kernel);
  }, 240_000);

  afterAll(async () => {
    await bench?.close();
    for (const served of shelf) await served.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('are wiped as fast as without it, and it ends with a record that is no sanitization', async () => {
    const alone = await wipePairMs(['alone1', 'alone2']);
    const hanging = await plugIn('hanging');
    const { jobId } = await start(hanging);
    hanging.setFaults(HANGS);
    await jobWhen(bench.client, jobId, ({ state }) => state.kind === 'running' && state.phase !== 'preflight');
    const beside = await wipePairMs(['beside1', 'beside2']);
    expect(beside / alone).toBeLessThan(GENEROUS);
    const { jobs } = await bench.client.call('snapshot', {});
    expect(jobs.find((job) => job.jobId === jobId)?.state.kind).toBe('running');
    await bench.client.call('jobs.cancel', { session: bench.session, jobId, why: 'it hangs' });
    expect(await outcomeOf(jobId)).not.toBe('sanitized');
  });

  it('a tool that is killed leaves a record that is no sanitization', async () => {
    const served = await plugIn('toolkill');
    served.setFaults([{ kind: 'slow', bytesPerSecond: 1024 ** 2, commandDelayMs: 0 }]);
    const { jobId } = await start(served);
    await jobWhen(bench.client, jobId, ({ state }) => state.kind === 'running' && state.phase === 'sanitize');
    await bench.bench.must(['bash', '-c', KILL_ENGINE]);
    served.setFaults([]);
    expect(await outcomeOf(jobId)).not.toBe('sanitized');
  });

  it('an agent that is killed seals the record of every drive when it is back', async () => {
    const served = await plugIn('agentkill');
    served.setFaults([{ kind: 'slow', bytesPerSecond: 1024 ** 2, commandDelayMs: 0 }]);
    const { jobId } = await start(served);
    await jobWhen(bench.client, jobId, ({ state }) => state.kind === 'running' && state.phase === 'sanitize');
    await bench.agent.kill();
    await bench.disconnect(served);
    await bench.restartAgent(['--patience-ms', '2000']);
    expect(await outcomeOf(jobId)).toBe('interrupted');
  });
});

/** The one engine that overwrites, as soon as it is there; there is no other job at that moment. By the shell alone: it is over before an emulated PC has started a program for each process. */
const KILL_ENGINE = `for turn in {1..200}; do
  for p in /proc/[0-9]*; do
    words=(); mapfile -d '' words < $p/cmdline
    [[ \${words[0]} == *wipebench-engine && \${words[1]} == overwrite ]] && kill -9 \${p#/proc/} && exit 0
  done 2>/dev/null
  sleep 0.1
done; exit 1`;
