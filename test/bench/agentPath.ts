import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64 } from '../../core/record/bytes.ts';
import { type RecordV1, recordV1 } from '../../core/record/recordV1.ts';
import {
  type Agent,
  isEnded,
  jobWhen,
  plugDrive,
  signInFirstPerson,
  startAgent,
  startWipe,
} from '../integration/agent/agentProcess.ts';
import type { BenchPlan } from './benchPlan.ts';
import { type BenchRow, compared } from './benchRow.ts';
import { ENGINE } from './contestants.ts';
import { elapsedMsOf } from './engineEnd.ts';
import { measure } from './measuredRun.ts';
import { median, type Result, resultOf } from './rounds.ts';

const MIB = 1024 * 1024;
const DRIVES = 24;
const SIZE = 48 * MIB;
const RATE = 8 * MIB;

/**
 * The whole path against the engine alone: twenty-four virtual drives at 8 MiB/s, every one wiped by a job of the real agent, with a client that hears every step
 * (four a second for each drive), and then by the engine as a bare process. What is compared is the time of the overwrite as the record tells it.
 */
export async function agentPath(plan: BenchPlan): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(plan.folder, 'agent-'));
  const directory = { path: folder, state: join(folder, 'state'), bench: join(folder, 'bench') };
  mkdirSync(directory.bench);
  const agent = await startAgent(directory, ['--bays', `${DRIVES}`]);
  try {
    const { elapsedMs, heard, cpuShare } = await wipeAll(agent);
    const alone = await bareEngines(plan, directory.bench);
    plan.say(`  24 jobs: ${heard} steps heard, the agent took ${(100 * cpuShare).toFixed(1)} % of a core`);
    const row = 'overwrite of 24 drives through the agent, progress 4/s to a client; the engine alone';
    const [ours, bare] = [median(elapsedMs) / 1000, median(alone.elapsedMs) / 1000];
    return [
      compared('24 virtual drives', row, alone.result, 'wipebench-engine alone', 's', ours, bare, { atMost: 1.03 }),
    ];
  } finally {
    await agent.stop();
    rmSync(folder, { recursive: true });
  }
}

async function wipeAll({
  client,
  process: agent,
}: Agent): Promise<{ elapsedMs: number[]; heard: number; cpuShare: number }> {
  const session = await signInFirstPerson(client);
  let heard = 0;
  client.on('job.changed', () => {
    heard += 1;
  });
  const drives: { driveId: string; serialTail: string }[] = [];
  for (let at = 1; at <= DRIVES; at += 1) {
    const number = String(at).padStart(2, '0');
    const serialNumber = `WBBENCH0000${number}`;
    const wanted = { bayId: `bay-${number}`, serialNumber, sizeMiB: SIZE / MIB, maxBytesPerSecond: RATE };
    drives.push({ driveId: await plugDrive(client, wanted), serialTail: serialNumber.slice(-4) });
  }
  const cpuBefore = cpuSecondsOf(agent.pid);
  const startedMs = performance.now();
  const jobs = [];
  for (const { driveId, serialTail } of drives) {
    jobs.push(await startWipe(client, session, driveId, serialTail, { policyId: 'nist-clear-sampled' }));
  }
  const elapsedMs: number[] = [];
  for (const { jobId } of jobs) {
    const { state } = await jobWhen(client, jobId, isEnded);
    if (state.kind !== 'ended') throw new Error('the job has not ended');
    const record = await recordOf(client, state.recordId);
    elapsedMs.push(overwriteMs(record));
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return { elapsedMs, heard, cpuShare: (cpuSecondsOf(agent.pid) - cpuBefore) / seconds };
}

/** The engine's part of the job, from its start to its end, as the sealed record tells it. */
function overwriteMs(record: RecordV1): number {
  const run = record.commands.find(({ argv }) => argv.includes('overwrite'));
  if (run === undefined) throw new Error('the record tells of no overwrite');
  return run.elapsedMs;
}

async function recordOf(client: Agent['client'], recordId: string): Promise<RecordV1> {
  for (let fromSeq = 0; ; ) {
    const { entries } = await client.call('ledger.read', { fromSeq, limit: 500 });
    const last = entries.at(-1);
    if (last === undefined) throw new Error(`the ledger has no record ${recordId}`);
    for (const { envelope } of entries) {
      if (!envelope.payloadType.includes('record')) continue;
      const record = recordV1.parse(JSON.parse(Buffer.from(fromBase64(envelope.payload)).toString()));
      if (record.recordId === recordId) return record;
    }
    fromSeq = last.seq + 1;
  }
}

/** CPU time of a process, to the nanosecond for each of its threads (Documentation/scheduler/sched-stats.rst). */
function cpuSecondsOf(pid: number | undefined): number {
  if (pid === undefined) throw new Error('the agent has no process');
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ', 1)[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e9;
}

async function bareEngines(plan: BenchPlan, bench: string): Promise<{ elapsedMs: number[]; result: Result }> {
  const commands = Array.from({ length: DRIVES }, (_, at) => {
    const image = join(bench, `bays/bay-${String(at + 1).padStart(2, '0')}.img`);
    const options = ['--size', `${SIZE}`, '--pattern', 'zeros', '--max-rate', `${RATE}`];
    return { argv: [ENGINE, 'overwrite', '--path', image, ...options], devices: [], exitCodes: [0] };
  });
  const run = await measure(plan.group, commands, 1000);
  const contestant = { name: 'wipebench through the agent', argv: () => [] };
  const target = { devices: Array.from({ length: DRIVES }, () => ''), sizeBytes: SIZE };
  return { elapsedMs: run.outputs.map(elapsedMsOf), result: resultOf(contestant, target, [run]) };
}
