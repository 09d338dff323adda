import type { TechniqueId } from '../../../core/domain/technique.ts';
import { GIVEN_UP_BY_KERNEL_OR_WATCHDOG, type MatrixDrive, type MatrixRow, row } from './matrixRow.ts';

const MIB = 1024 ** 2;
const SSD: MatrixDrive = { kind: 'scsi', words: 'SAS SSD' };
const DISK: MatrixDrive = { kind: 'scsi', words: 'SAS hard disk', config: { rotationRate: 10_000 } };
const LIES = 'a laboratory; SCSI has no media verification state';

const sanitize: TechniqueId = 'scsi-sanitize-block';
const format: TechniqueId = 'scsi-format-unit';

export const scsiRows: readonly MatrixRow[] = [
  row('scstall', {
    ...{ technique: sanitize, drive: SSD, fault: 'stands still at 40 % for ever', expected: 'stalled' },
    faults: [{ kind: 'stalls', command: 'any', atPercent: 40 }],
  }),
  row('scfmstall', {
    ...{ technique: format, drive: DISK, fault: 'stands still at 40 % for ever', expected: 'stalled' },
    faults: [{ kind: 'stalls', command: 'any', atPercent: 40 }],
  }),
  row('scnever', {
    ...{ technique: sanitize, drive: SSD, fault: 'the sanitize command is never answered' },
    ...GIVEN_UP_BY_KERNEL_OR_WATCHDOG,
    faults: [{ kind: 'never-answers', space: 'scsi', opcode: 0x48 }],
  }),
  row('scblock', { technique: 'scsi-sanitize-block', drive: SSD }),
  row('sccrypto', { technique: 'scsi-sanitize-crypto', drive: SSD }),
  row('scover', { technique: 'scsi-sanitize-overwrite', drive: DISK }),
  row('scformat', { technique: 'scsi-format-unit', drive: DISK }),
  row('sczerofill', { technique: 'overwrite-zeros', drive: DISK }),
  row('scstream', { technique: 'overwrite-stream', drive: DISK, policyId: 'nist-clear' }),
  row('scthree', { technique: 'overwrite-three-pass', drive: DISK, policyId: 'customer-three-pass' }),
  row('scbig', {
    technique: sanitize,
    drive: { ...SSD, words: 'SAS SSD, 4096-byte blocks', config: { logicalBlockBytes: 4096 } },
  }),
  row('scslow', {
    ...{ technique: format, drive: DISK, fault: 'slow, but honest' },
    faults: [{ kind: 'slow', bytesPerSecond: 4 * MIB, commandDelayMs: 5 }],
  }),
  row('scfails', {
    ...{ technique: sanitize, drive: SSD, fault: 'fails at 50 %', expected: 'failed' },
    faults: [{ kind: 'fails', command: 'any', atPercent: 50 }],
  }),
  row('scfmfails', {
    ...{ technique: format, drive: DISK, fault: 'fails at 50 %', expected: 'failed' },
    faults: [{ kind: 'fails', command: 'any', atPercent: 50 }],
  }),
  row('sckeeps', {
    ...{ technique: sanitize, drive: SSD, fault: 'reports success and keeps everything', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('scfmkeeps', {
    ...{ technique: format, drive: DISK, fault: 'reports success and keeps everything', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('scrange', {
    ...{ technique: sanitize, drive: SSD, fault: 'reports success and keeps 1 MiB in the middle', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'range', offsetBytes: 7 * MIB, lengthBytes: MIB } }],
  }),
  row('sclast', {
    ...{ technique: sanitize, drive: SSD, fault: 'reports success and keeps the last 1 %', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'last-percent', percent: 1 } }],
  }),
  row('sczeros', {
    ...{ technique: sanitize, drive: SSD, fault: 'answers zeros while the cells keep the data', blindSpot: LIES },
    faults: [{ kind: 'lies', keeps: { what: 'cells-behind-zeros' } }],
  }),
  row('scnosense', {
    ...{ technique: sanitize, drive: SSD, fault: 'its sense data is empty', expected: 'unverified' },
    faults: [{ kind: 'zeroed-status' }],
  }),
  row('scignore', {
    ...{ technique: sanitize, drive: SSD, fault: 'answers yes to the sanitize and does nothing', expected: 'failed' },
    faults: [{ kind: 'ignores', space: 'scsi', opcode: 0x48 }],
  }),
  row('scfmignore', {
    ...{ technique: format, drive: DISK, fault: 'answers yes to the format and does nothing', expected: 'failed' },
    faults: [{ kind: 'ignores', space: 'scsi', opcode: 0x04 }],
  }),
  row('screfuse', {
    ...{ technique: sanitize, drive: SSD, fault: 'refuses the sanitize that it says it has', expected: 'failed' },
    faults: [{ kind: 'refuses', space: 'scsi', opcode: 0x48 }],
  }),
  row('sccapzero', {
    ...{ technique: sanitize, drive: SSD, fault: 'its capacity is 0 after the erase', expected: 'unverified' },
    faults: [{ kind: 'capacity-zero-after-erase' }],
  }),
  row('screaderr', {
    ...{ technique: sanitize, drive: SSD, fault: 'reads fail after the erase until written', expected: 'unverified' },
    faults: [{ kind: 'read-errors-after-erase' }],
  }),
  row('scbadread', {
    ...{ technique: sanitize, drive: SSD, fault: 'unreadable sectors', expected: 'unverified' },
    faults: [{ kind: 'medium-error', on: 'read', offsetBytes: 4 * MIB, lengthBytes: MIB }],
  }),
  row('scbadwrite', {
    ...{ technique: 'overwrite-zeros', drive: DISK, fault: 'unwritable sectors', expected: 'failed' },
    faults: [{ kind: 'medium-error', on: 'write', offsetBytes: 4 * MIB, lengthBytes: 64 * 1024 }],
  }),
  row('sctwounits', {
    ...{ technique: sanitize, fault: 'two logical units', expected: 'refused' },
    drive: { ...SSD, words: 'SAS SSD with two logical units', config: { logicalUnits: 2 } },
  }),
  row('sctwin', {
    technique: sanitize,
    drive: SSD,
    fault: 'another drive has its serial number',
    twin: true,
    expected: 'refused',
  }),
  row('scpulled', {
    technique: sanitize,
    drive: SSD,
    fault: 'pulled out at 50 %',
    happening: 'pulled',
    expected: 'interrupted',
  }),
  row('screturns', {
    ...{
      technique: sanitize,
      drive: SSD,
      fault: 'disappears at 50 % and returns under another name',
      expected: 'interrupted',
    },
    happening: 'returns',
  }),
  row('scswapped', {
    technique: format,
    drive: DISK,
    fault: 'swapped for another drive at 50 %',
    happening: 'swapped',
    expected: 'interrupted',
  }),
];
