import type { Drive } from '../../../../core/domain/drive.ts';
import { unknownHealth } from '../../../../core/domain/health.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import type { JobIntent } from '../../../../native/agent/jobs/jobIntent.ts';
import type { JournalFact, NewFact } from '../../../../native/agent/jobs/journalFact.ts';

export const SIZE = 8 * 1024 * 1024;
const AT = '2030-01-01T00:00:00.000Z';

export const exampleDrive: Drive = {
  driveId: 'drive-1',
  bayId: 'bay-01',
  kernelName: 'sdb',
  transport: 'sata',
  mediaType: 'magnetic',
  virtual: false,
  model: 'Example 8M',
  serialNumber: 'EX00017A3F',
  wwn: null,
  firmware: null,
  identities: [
    {
      source: 'sysfs',
      model: 'Example 8M',
      serialNumber: 'EX00017A3F',
      wwn: null,
      firmware: 'FW1',
      sizeBytes: SIZE,
    },
  ],
  sizeBytes: SIZE,
  logicalBlockBytes: 512,
  physicalBlockBytes: 4096,
  readOnly: false,
  health: unknownHealth,
  erase: null,
  refusals: [],
  remarks: [],
  seenAt: AT,
};

export const examplePolicy: Policy = {
  policyId: 'nist-clear',
  title: 'Clear',
  method: 'clear',
  techniques: ['overwrite-zeros', 'overwrite-stream'],
  verification: { design: 'full' },
  canaryCount: 64,
  badBlockLimit: 10,
};

export const exampleIntent: JobIntent = {
  jobId: '11111111-1111-4111-8111-111111111111',
  recordId: '22222222-2222-4222-8222-222222222222',
  drive: exampleDrive,
  policy: examplePolicy,
  policySha256: 'a'.repeat(64),
  techniqueId: 'overwrite-zeros',
  method: 'clear',
  deviceLeaves: null,
  passes: [{ words: 'zeros', seed: null }],
  canarySeed: 'b'.repeat(64),
  planSeed: 'c'.repeat(64),
  surveySeed: 'd'.repeat(64),
  operator: { personId: 'alma', name: 'Alma', title: '' },
  asset: { assetTag: null, lotName: null },
  station: {
    stationId: '0123456789abcdef',
    stationName: 'Bench',
    hostname: 'bench',
    operatingSystem: 'Debian',
    kernel: '6.1',
    computerManufacturer: null,
    computerModel: null,
    computerSerialNumber: null,
    agentBuild: 'test',
  },
  clock: { source: 'system', synchronized: null },
  tools: [{ name: 'wipebench-engine', version: '1' }],
  maxBytesPerSecond: null,
  startedAt: AT,
};

/** A journal of these facts behind its intent. */
export function journalOf(...facts: NewFact[]): JournalFact[] {
  const intended: NewFact = {
    code: 'job-intended',
    details: { model: '', serialNumber: '', techniqueId: '', policy: '', name: '', intent: exampleIntent },
  };
  return [intended, ...facts].map((fact) => ({ at: AT, ...fact }) as JournalFact);
}

export const examined = (
  state: Extract<NewFact, { code: 'hidden-areas-examined' }>['details']['state'] = 'none',
  sizeBytes = SIZE,
): NewFact => ({ code: 'hidden-areas-examined', details: { state, why: '', sizeBytes } });
export const planted: NewFact = {
  code: 'canaries-planted',
  details: { outcome: 'completed', places: 64, planted: 64, confirmed: 64 },
};
export const checked: NewFact = {
  code: 'canaries-checked',
  details: { outcome: 'completed', checked: 64, gone: 64, survivors: 0, unreadable: 0 },
};
export const overwriteFrom = (fromBytes: number, pass = 0): NewFact => ({
  code: 'overwrite-started',
  details: { pass, fromBytes },
});
export const checkpointAt = (durableBytes: number): NewFact => ({
  code: 'checkpoint',
  details: { durableBytes, percent: 0, badBlocks: 0 },
});
export const overwritten = (outcome = 'completed', durableBytes = SIZE, badBlocks = 0): NewFact => ({
  code: 'overwrite-ended',
  details: { outcome, durableBytes, bytesWritten: 0, badBlocks },
});
export const readBackStarted: NewFact = { code: 'read-back-started', details: { design: 'full' } };
export const readBack = (change: Partial<Extract<NewFact, { code: 'read-back-ended' }>['details']> = {}): NewFact => ({
  code: 'read-back-ended',
  details: {
    outcome: 'completed',
    expectedBytes: SIZE,
    bytesRead: SIZE,
    mismatchBytes: 0,
    unreadableBlocks: 0,
    samples: null,
    subsections: null,
    ...change,
  },
});
export const comparedSame: NewFact = {
  code: 'identity-compared',
  details: { identity: 'same', capacityAfterBytes: SIZE, healthAfter: null },
};
export const resumed: NewFact = { code: 'job-resumed', details: { resumed: 1 } };
