import type { TechniqueId } from '../../../core/domain/technique.ts';
import { honestNvme } from '../drives/driveDefaults.ts';
import { type MatrixDrive, type MatrixRow, row } from './matrixRow.ts';

const MIB = 1024 ** 2;
const SSD: MatrixDrive = { kind: 'nvme', words: 'NVMe SSD' };
const STALE: MatrixDrive = {
  ...SSD,
  words: 'NVMe SSD, sanitized by its earlier owner',
  history: 'sanitized-by-earlier-owner',
};

const TWO: MatrixDrive = {
  ...{ ...SSD, words: 'NVMe SSD with two namespaces' },
  config: {
    namespaces: [
      { sizeBytes: 8 * MIB, blockBytes: 512 },
      { sizeBytes: 8 * MIB, blockBytes: 4096 },
    ],
  },
};

const LIES = 'media verification of the drive, sanitize without deallocation, or a laboratory';
/** The log of a drive whose success is of another operation: SPROG whole, SSTAT 1, SCDW10 of a crypto erase (NVM Express Base 2.0, figure 233). */
const LOG_OF_ANOTHER_SUCCESS = 'ffff010104000000';

const sanitize: TechniqueId = 'nvme-sanitize-block';

export const nvmeRows: readonly MatrixRow[] = [
  row('nvstall', {
    ...{ technique: sanitize, drive: SSD, fault: 'stands still at 40 % for ever', expected: 'stalled' },
    faults: [{ kind: 'stalls', command: 'any', atPercent: 40 }],
  }),
  row('nvfmstall', {
    ...{
      technique: 'nvme-format-user-data',
      drive: SSD,
      fault: 'format never ends, a person gives up',
      expected: 'interrupted',
    },
    ...{ faults: [{ kind: 'stalls', command: 'any', atPercent: 40 }], happening: 'cancelled' },
  }),
  row('nvnever', {
    ...{ technique: sanitize, drive: SSD, fault: 'the sanitize command is never answered', expected: 'stalled' },
    faults: [{ kind: 'never-answers', space: 'nvme-admin', opcode: 0x84 }],
  }),
  row('nvblock', { technique: 'nvme-sanitize-block', drive: SSD }),
  row('nvcrypto', { technique: 'nvme-sanitize-crypto', drive: SSD }),
  row('nvover', { technique: 'nvme-sanitize-overwrite', drive: SSD }),
  row('nvformat', { technique: 'nvme-format-user-data', drive: SSD }),
  row('nvfmcrypto', { technique: 'nvme-format-crypto', drive: SSD }),
  row('nvbig', {
    technique: 'nvme-sanitize-block',
    drive: {
      ...SSD,
      words: 'NVMe SSD, 4096-byte blocks',
      config: { namespaces: [{ sizeBytes: 16 * MIB, blockBytes: 4096 }] },
    },
  }),
  row('nvstale', { technique: sanitize, drive: STALE }),
  row('nvslow', {
    ...{ technique: 'nvme-format-user-data', drive: SSD, fault: 'slow, but honest' },
    faults: [{ kind: 'slow', bytesPerSecond: 4 * MIB, commandDelayMs: 5 }],
  }),
  row('nvfails', {
    ...{ technique: sanitize, drive: SSD, fault: 'fails at 50 %', expected: 'failed' },
    faults: [{ kind: 'fails', command: 'any', atPercent: 50 }],
  }),
  row('nvfmfails', {
    ...{ technique: 'nvme-format-user-data', drive: SSD, fault: 'fails at 50 %', expected: 'failed' },
    faults: [{ kind: 'fails', command: 'any', atPercent: 50 }],
  }),
  row('nvkeeps', {
    ...{ technique: sanitize, drive: SSD, fault: 'reports success and keeps everything', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('nvfmkeeps', {
    ...{
      technique: 'nvme-format-user-data',
      drive: SSD,
      fault: 'reports success and keeps everything',
      expected: 'failed',
    },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('nvcrkeeps', {
    ...{
      technique: 'nvme-sanitize-crypto',
      drive: SSD,
      fault: 'reports success and keeps everything',
      expected: 'failed',
    },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('nvrange', {
    ...{ technique: sanitize, drive: SSD, fault: 'reports success and keeps 1 MiB in the middle', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'range', offsetBytes: 7 * MIB, lengthBytes: MIB } }],
  }),
  row('nvlast', {
    ...{ technique: sanitize, drive: SSD, fault: 'reports success and keeps the last 1 %', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'last-percent', percent: 1 } }],
  }),
  row('nvzeros', {
    ...{ technique: sanitize, drive: SSD, fault: 'answers zeros while the cells keep the data', blindSpot: LIES },
    faults: [{ kind: 'lies', keeps: { what: 'cells-behind-zeros' } }],
  }),
  row('nvnolog', {
    ...{ technique: sanitize, drive: SSD, fault: 'its status log is all zeros', expected: 'refused' },
    faults: [{ kind: 'zeroed-status' }],
  }),
  row('nvwronglog', {
    ...{
      technique: sanitize,
      drive: SSD,
      fault: 'its status log tells the success of another operation',
      expected: 'unverified',
    },
    faults: [{ kind: 'wrong-status', logHex: LOG_OF_ANOTHER_SUCCESS }],
  }),
  row('nvignore', {
    ...{
      technique: sanitize,
      drive: STALE,
      fault: 'ignores the command; its log still tells the old success',
      expected: 'failed',
    },
    faults: [{ kind: 'ignores', space: 'nvme-admin', opcode: 0x84 }],
  }),
  row('nvrefuse', {
    ...{
      technique: sanitize,
      drive: STALE,
      fault: 'refuses the command; its log still tells the old success',
      expected: 'failed',
    },
    faults: [{ kind: 'refuses', space: 'nvme-admin', opcode: 0x84 }],
  }),
  row('nvreaderr', {
    ...{ technique: sanitize, fault: 'reads of erased blocks fail', expected: 'unverified' },
    drive: {
      ...{ ...SSD, words: 'NVMe SSD that always deallocates' },
      config: { sanitize: { ...honestNvme(16 * MIB).sanitize, noDeallocateInhibited: true } },
    },
    faults: [{ kind: 'read-errors-after-erase' }],
  }),
  row('nvbadread', {
    ...{ technique: sanitize, drive: SSD, fault: 'unreadable sectors', expected: 'unverified' },
    faults: [{ kind: 'medium-error', on: 'read', offsetBytes: 4 * MIB, lengthBytes: MIB }],
  }),
  row('nvbadwrite', {
    ...{ technique: 'overwrite-zeros', drive: SSD, fault: 'unwritable sectors', expected: 'failed' },
    faults: [{ kind: 'medium-error', on: 'write', offsetBytes: 4 * MIB, lengthBytes: 64 * 1024 }],
  }),
  row('nvtwospaces', { technique: sanitize, drive: TWO }),
  row('nvtwoover', { technique: 'nvme-sanitize-overwrite', drive: TWO }),
  row('nvtwoformat', { technique: 'nvme-format-user-data', drive: TWO }),
  row('nvtwokeeps', {
    ...{ technique: sanitize, drive: TWO, fault: 'reports success and keeps the second namespace', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'range', offsetBytes: 8 * MIB, lengthBytes: 8 * MIB } }],
  }),
  row('nvtwomount', {
    ...{ technique: sanitize, drive: TWO, fault: 'a file system on the second namespace is mounted' },
    ...{ mounted: 2, expected: 'refused' },
  }),
  row('nvtwodetach', {
    ...{ technique: sanitize, fault: 'a namespace that exists and is not attached', expected: 'refused' },
    drive: {
      ...SSD,
      words: 'NVMe SSD with a second namespace',
      config: { detached: [{ sizeBytes: MIB, blockBytes: 512 }] },
    },
  }),
  row('nvtwozeros', {
    ...{ technique: 'overwrite-zeros', drive: TWO, fault: 'an overwrite of several namespaces', expected: 'refused' },
  }),
  row('nvtwin', {
    technique: sanitize,
    drive: SSD,
    fault: 'another drive has its serial number',
    twin: true,
    expected: 'refused',
  }),
  row('nvpulled', {
    technique: sanitize,
    drive: SSD,
    fault: 'pulled out at 50 %',
    happening: 'pulled',
    expected: 'interrupted',
  }),
  row('nvreturns', {
    ...{
      technique: sanitize,
      drive: SSD,
      fault: 'disappears at 50 % and returns under another name',
      expected: 'interrupted',
    },
    happening: 'returns',
  }),
  row('nvswapped', {
    technique: sanitize,
    drive: SSD,
    fault: 'swapped for another drive at 50 %',
    happening: 'swapped',
    expected: 'interrupted',
  }),
];
