import type { Drive } from '../../../core/domain/drive.ts';
import { serialTail } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import { labelKindFor } from '../../../core/domain/label.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { bringSedutil } from '../bench/sedutilStandIn.ts';
import type { EmulatedDrive } from '../drives/emulatedDrive.ts';
import { readPayload } from './ledgerFacts.ts';
import type { MatrixBench } from './matrixBench.ts';
import type { Ending, MatrixRow } from './matrixRow.ts';
import type { RowResult } from './rowResult.ts';
import { bytesStillThere, serveDrive } from './servedDrive.ts';

const ENDS_MS = 400_000;
/** How long a drive that came a moment ago may be refused for being unknown. */
const KNOWN_MS = 60_000;
/** Where it bears the kernel name of one that hung, udev ends the work on that one first, which it gives three minutes. */
const RENAMED_MS = 240_000;
const RENAMED: readonly string[] = ['drive-identity-conflict', 'drive-name-busy'];
/** How long a person watches an erase without progress before giving up on it. */
const PATIENCE_MS = 8_000;
const ANOTHER = { serial: 'ANOTHERDRIVE0001', wwnHex: '5000c500aaaa0001' };

/** Brings the drive of a row to the bench, wipes it as a technician would, lets happen what the row says, and answers how it ended in truth. */
export async function runRow(
  bench: MatrixBench,
  row: MatrixRow,
  directory: string,
  number: number,
): Promise<RowResult> {
  const startedMs = performance.now();
  const { served, owned } = await serveDrive(row, directory, number);
  const shelf: EmulatedDrive[] = [served];
  try {
    const { serial } = served.identity;
    if (row.twin) {
      const twin = await serveDrive(row, directory, number + 5000, { serial });
      shelf.push(twin.served);
      await bench.connect(twin.served);
      await bench.driveOf(serial);
    }
    if (row.psid !== null) await bringSedutil(bench.bench);
    await bench.connect(served);
    if (row.mounted !== null) await bench.mount(served, row.mounted);
    const begun = await begin(bench, row, serial);
    if ('codes' in begun) {
      return result(row, served, owned, startedMs, {
        reached: 'refused',
        reasons: begun.codes,
        recordSeq: begun.act?.seq ?? null,
        record: begun.act === null ? null : readPayload(begun.act),
      });
    }
    const happening = happen(bench, row, begun.job, served);
    const job = await endOf(bench, begun.job.jobId);
    await happening;
    if (job.state.kind !== 'ended') throw new Error(`${row.id} did not end: ${JSON.stringify(job.state)}`);
    const { verdict, recordId, recordSeq } = job.state;
    const certificate = await bench.client.call('certificates.issue', {
      ...{ session: bench.session, recordId },
      ...{ mediaSource: null, destination: null },
    });
    return result(row, served, owned, startedMs, {
      reached: verdict.outcome,
      reasons: verdict.reasons.map(({ code }) => code),
      recordSeq,
      record: readPayload(await bench.entry(recordSeq)),
      label: labelKindFor(verdict.outcome),
      certificate: certificate.outcome === 'done' ? readPayload(certificate.value) : null,
      elapsedInJobMs: Date.parse(job.state.endedAt) - Date.parse(job.startedAt),
    });
  } finally {
    for (const one of shelf) await bench.disconnect(one).catch(() => undefined);
    for (const one of shelf) await one.stop();
  }
}

type Begun = { readonly job: Job } | { readonly codes: string[]; readonly act: LedgerEntry | null };

/** Preflight and start. A drive that is not fully known yet may be refused; that passes by itself, and a person would just try again. */
async function begin(bench: MatrixBench, row: MatrixRow, serial: string): Promise<Begun> {
  const { client, session } = bench;
  const { technique: techniqueId, policyId } = row;
  const startedMs = performance.now();
  const isPassing = (codes: readonly string[]): boolean => {
    const waitMs = codes.some((code) => RENAMED.includes(code)) ? RENAMED_MS : KNOWN_MS;
    return performance.now() < startedMs + waitMs && codes.every((code) => mayPass(code, row));
  };
  for (;;) {
    const drive = await bench.driveOf(serialTold(row, serial), row.twin ? 2 : 1);
    const { driveId } = drive;
    const permitted = await client.call('preflight', { session, driveId, policyId, techniqueId });
    if (permitted.outcome === 'done') {
      const started = await client.call('jobs.start', {
        ...{ session, token: permitted.value.token, serialTail: serialTail(tailOf(drive)) ?? '' },
        asset: { assetTag: row.id, lotName: 'LAB' },
        ...(row.psid === null ? {} : { psid: row.psid }),
      });
      if (started.outcome === 'done') return { job: started.value };
      const codes = started.refusals.map(({ code }) => code);
      if (!isPassing(codes)) return refusedWith(driveId, codes);
    } else {
      const codes = permitted.refusals.map(({ code }) => code);
      if (!isPassing(codes)) return refusedWith(driveId, codes);
    }
    await pause(1_000);
  }

  async function refusedWith(driveId: string, codes: string[]): Promise<Begun> {
    const planned = await client.call('plan', { driveId, policyId });
    const planRow =
      planned.outcome === 'done' ? planned.value.find((one) => one.techniqueId === techniqueId) : undefined;
    const why = planRow === undefined || planRow.accepted ? [] : planRow.reasons.map(({ code }) => code);
    const act = await bench.newest(
      (one) => one.kind === 'act' && one.payload.act === 'wipe-refused' && one.payload.details.driveId === driveId,
    );
    return { codes: [...codes, ...why], act };
  }
}

/** Refusals of a drive that is only just being got to know. udev may still hold the words of the drive that bore the kernel name a moment ago. */
const mayPass = (code: string, { expected }: MatrixRow): boolean =>
  ['drive-changed', 'drive-not-answering', 'drive-gone', 'drive-unknown'].includes(code) ||
  (RENAMED.includes(code) && (expected !== 'refused' || code === 'drive-name-busy'));

/** A bridge that speaks for its drive hides the drive's own serial number from every host. */
function serialTold({ faults }: MatrixRow, serial: string): string {
  return faults.find((fault) => fault.kind === 'bridge-answers')?.serial ?? serial;
}

const tailOf = ({ serialNumber }: Drive): string => serialNumber ?? '';

/** What befalls the drive while it is erased. The cable lets go by itself at the share of the erase that its fault says. */
async function happen(bench: MatrixBench, { happening }: MatrixRow, job: Job, served: EmulatedDrive): Promise<void> {
  if (happening === null) return;
  const erasing = await jobWhen(
    bench,
    job.jobId,
    ({ state }) => isOver(state) || (state.kind === 'running' && state.phase === 'sanitize'),
  );
  if (isOver(erasing.state)) return;
  if (happening === 'cancelled') {
    await pause(PATIENCE_MS);
    const { session } = bench;
    await bench.client.call('jobs.cancel', { session, jobId: job.jobId, why: 'it does not end' });
    return;
  }
  while (served.plugged) await pause(100);
  await bench.disconnect(served);
  if (happening === 'pulled') return;
  served.setFaults([]);
  await served.replug(happening === 'swapped' ? { ...served.identity, ...ANOTHER } : undefined);
  await bench.connect(served);
}

const isOver = (state: Job['state']): boolean => state.kind === 'ended';

async function endOf(bench: MatrixBench, jobId: string): Promise<Job> {
  return jobWhen(bench, jobId, ({ state }) => isOver(state));
}

/** Waits by the agent's own news: asking it all the time would cost more than wiping. */
async function jobWhen({ client }: MatrixBench, jobId: string, wanted: (job: Job) => boolean): Promise<Job> {
  let stop = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Job>((resolve, reject) => {
      let last: Job | undefined;
      const hear = (job: Job): void => {
        if (job.jobId !== jobId) return;
        last = job;
        if (wanted(job)) resolve(job);
      };
      stop = client.on('job.changed', hear);
      timer = setTimeout(() => reject(new Error(`it did not end: ${JSON.stringify(last?.state)}`)), ENDS_MS);
      client.call('snapshot', {}).then(({ jobs }) => jobs.forEach(hear), reject);
    });
  } finally {
    stop();
    clearTimeout(timer);
  }
}

const pause = (ms: number): Promise<void> => new Promise((next) => setTimeout(next, ms));

function result(
  row: MatrixRow,
  served: EmulatedDrive,
  owned: Buffer,
  startedMs: number,
  ended: { reached: Ending; reasons: readonly string[]; recordSeq: number | null } & Partial<RowResult>,
): RowResult {
  return {
    ...{ id: row.id, technique: row.technique, drive: row.drive.words, fault: row.fault, expected: row.expected },
    ...{ record: null, label: null, certificate: null, elapsedInJobMs: null },
    ...ended,
    keptBytes: bytesStillThere(served, owned),
    drivePassword: typeof served.facts().userPassword === 'string',
    elapsedMs: Math.round(performance.now() - startedMs),
  };
}
