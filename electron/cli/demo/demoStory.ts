import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueuedLabel } from '../../../core/contract/labelVerbs.ts';
import type { ContractClient } from '../../../core/contract/rpcClient.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import type { Drive } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import { granted, refusalWords } from './ask.ts';
import type { DemoDrive } from './demoDrives.ts';
import type { Narration } from './narration.ts';
import { waitFor } from './waitFor.ts';

export type DemoWindow = ContractClient<StationContract>;
export type DemoPeople = { readonly lead: string; readonly technician: string };

/** Longest wait for any one thing; a demo that hangs helps nobody. */
const PATIENCE_MS = 30 * 60_000;

/** Enrols a shift lead and a technician, each with a PIN made now, and signs both in. Answers their sessions. */
export async function enrolPeople(window: DemoWindow, pinOf: () => string): Promise<DemoPeople> {
  const leadPin = pinOf();
  const lead = granted(
    await window.call('people.enrol', {
      session: null,
      name: 'Ines Okafor',
      title: 'Shift lead',
      roles: ['shift-lead'],
      pin: leadPin,
      badge: null,
    }),
  );
  const leadSession = granted(await window.call('people.signIn', { personId: lead.personId, pin: leadPin })).token;
  const technicianPin = pinOf();
  const technician = granted(
    await window.call('people.enrol', {
      session: leadSession,
      name: 'Tomasz Wójcik',
      title: 'Bench technician',
      roles: ['technician'],
      pin: technicianPin,
      badge: null,
    }),
  );
  const session = granted(
    await window.call('people.signIn', { personId: technician.personId, pin: technicianPin }),
  ).token;
  return { lead: leadSession, technician: session };
}

/** Plugs the drives in and waits until the station has seen each. */
export async function plugDrives(window: DemoWindow, wanted: readonly DemoDrive[], sizeMiB: number): Promise<Drive[]> {
  for (const { bayId, model, serialNumber, mediaType, fileSystem } of wanted) {
    const sizeBytes = sizeMiB * 1024 * 1024;
    granted(
      await window.call(
        'virtual.plug',
        { bayId, sizeBytes, model, serialNumber, mediaType, fileSystem, maxBytesPerSecond: Math.round(sizeBytes / 2) },
        { timeoutMs: PATIENCE_MS },
      ),
    );
  }
  const seen = await waitFor('the drives to be seen', PATIENCE_MS, async () => {
    const { drives } = await window.call('snapshot', {});
    const found = wanted.map(({ serialNumber }) => drives.find((drive) => drive.serialNumber === serialNumber));
    return found.every((drive) => drive !== undefined) ? found : null;
  });
  return seen as Drive[];
}

/** Shows that a start with another serial's last four is refused; answers the refusal's words. */
export async function tryWrongSerial(
  window: DemoWindow,
  people: DemoPeople,
  drive: Drive,
  policyId: string,
): Promise<string> {
  const { token } = granted(
    await window.call('preflight', {
      session: people.technician,
      driveId: drive.driveId,
      policyId,
      techniqueId: 'overwrite-zeros',
    }),
  );
  const answer = await window.call('jobs.start', {
    session: people.technician,
    token,
    serialTail: 'XXXX',
    asset: { assetTag: null, lotName: null },
  });
  if (answer.outcome === 'done') throw new Error('a start with the wrong serial was allowed');
  return answer.refusals.map(refusalWords).join(' ');
}

/** Starts all drives and follows them to their verdicts. */
export async function wipeDrives(
  window: DemoWindow,
  people: DemoPeople,
  drives: readonly { drive: Drive; assetTag: string; policyId: string; techniqueId: TechniqueId }[],
  lotName: string,
  narration: Narration,
): Promise<Job[]> {
  const jobIds: string[] = [];
  const ended = new Map<string, Job>();
  window.on('job.changed', (job) => {
    narration.job(job);
    if (job.state.kind === 'ended') ended.set(job.jobId, job);
  });
  for (const { drive, assetTag, policyId, techniqueId } of drives) {
    const { token } = granted(
      await window.call('preflight', {
        session: people.technician,
        driveId: drive.driveId,
        policyId,
        techniqueId,
      }),
    );
    const job = granted(
      await window.call('jobs.start', {
        session: people.technician,
        token,
        serialTail: drive.serialNumber?.slice(-4) ?? '',
        asset: { assetTag, lotName },
      }),
    );
    jobIds.push(job.jobId);
  }
  await waitFor('every drive to have its verdict', PATIENCE_MS, () =>
    Promise.resolve(jobIds.every((id) => ended.has(id)) ? true : null),
  );
  narration.endBars();
  return jobIds.flatMap((id) => ended.get(id) ?? []);
}

/** Waits until every label is on paper; answers them. */
export function labelsPrinted(window: DemoWindow, count: number): Promise<QueuedLabel[]> {
  return waitFor('the labels to be printed', PATIENCE_MS, async () => {
    const { labels } = await window.call('snapshot', {});
    return labels.length >= count && labels.every((label) => label.state.kind === 'printed') ? labels : null;
  });
}

/** Saves each label as it was printed, dot for dot. */
export async function saveLabels(window: DemoWindow, labels: readonly QueuedLabel[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const label of labels) {
    const { pngBase64 } = granted(
      await window.call('labels.preview', { labelId: label.labelId }, { timeoutMs: PATIENCE_MS }),
    );
    const name = `${label.kind.toLowerCase()}-${(label.serialNumber ?? label.labelId).replace(/[^A-Za-z0-9-]/g, '_')}`;
    writeFileSync(join(folder, `${name}.png`), Buffer.from(pngBase64, 'base64'));
  }
}

/** Waits until every certificate is issued; answers their ids in order. */
export function certificatesIssued(window: DemoWindow, count: number): Promise<string[]> {
  return waitFor('the certificates to be issued', PATIENCE_MS, async () => {
    const { rows } = await window.call('certificates.list', { search: '', limit: 500, before: null });
    return rows.length >= count ? rows.map((row) => row.certificateId).sort() : null;
  });
}
