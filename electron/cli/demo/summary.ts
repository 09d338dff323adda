import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { QueuedLabel } from '../../../core/contract/labelVerbs.ts';
import type { Job } from '../../../core/domain/job.ts';
import type { DemoWindow } from './demoStory.ts';

export type DemoResult = {
  readonly outFolder: string;
  readonly jobs: readonly Job[];
  readonly labels: readonly QueuedLabel[];
  readonly certificateIds: readonly string[];
  readonly exportPath: string;
  readonly verified: boolean;
  readonly noticed: boolean;
};

/** Writes `summary.json` and answers the same as table rows, head first. */
export async function writeSummary(window: DemoWindow, result: DemoResult): Promise<string[][]> {
  const { rows: certificates } = await window.call('certificates.list', { search: '', limit: 500, before: null });
  const { agent, ledger } = await window.call('snapshot', {});
  const drives = result.jobs.map((job) => {
    const { state } = job;
    const ended = state.kind === 'ended' ? state : null;
    const certificate = certificates.find((row) => row.recordId === ended?.recordId);
    return {
      bayId: job.bayId,
      model: job.model,
      serialNumber: job.serialNumber,
      sizeBytes: job.sizeBytes,
      assetTag: job.assetTag,
      techniqueId: job.techniqueId,
      verdict: ended?.verdict ?? null,
      recordId: ended?.recordId ?? null,
      label: result.labels.find((label) => label.jobId === job.jobId)?.kind ?? null,
      certificateId: certificate?.certificateId ?? null,
    };
  });
  const summary = {
    format: 'wipebench-demo-summary/1',
    virtual: true,
    station: agent.state === 'connected' ? agent.station : null,
    ledgerEntries: ledger.entries,
    ledgerProblem: ledger.problem,
    drives,
    export: {
      path: relative(result.outFolder, result.exportPath),
      certificates: result.certificateIds.length,
      verified: result.verified,
      changedBitNoticed: result.noticed,
    },
  };
  writeFileSync(join(result.outFolder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return [
    ['Bay', 'Serial', 'Model', 'Verdict', 'Label', 'Certificate'],
    ...drives.map((drive) => [
      drive.bayId ?? 'unknown',
      drive.serialNumber ?? 'unknown',
      drive.model ?? 'unknown',
      drive.verdict?.outcome ?? 'none',
      drive.label ?? 'none',
      drive.certificateId ?? 'none',
    ]),
  ];
}
