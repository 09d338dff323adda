import type { TechniqueId } from '../../../core/domain/technique.ts';
import { GIVEN_UP_BY_KERNEL_OR_WATCHDOG, type MatrixDrive, type MatrixRow, row } from './matrixRow.ts';

const MIB = 1024 ** 2;
const SSD: MatrixDrive = { kind: 'ata', words: 'SATA SSD' };
const DISK: MatrixDrive = { kind: 'ata', words: 'SATA hard disk', config: { rotationRate: 5400 } };
/** Of the 16 MiB of every drive of the matrix. */
const HALF = (8 * MIB) / 512;
const LIES = 'a laboratory; ATA has no media verification state';

const sanitize: TechniqueId = 'ata-sanitize-block';
const security: TechniqueId = 'ata-security-erase';

export const ataRows: readonly MatrixRow[] = [
  row('atstall', {
    ...{ technique: sanitize, drive: SSD, fault: 'stands still at 40 % for ever', expected: 'stalled' },
    faults: [{ kind: 'stalls', command: 'any', atPercent: 40 }],
  }),
  row('atsecstall', {
    ...{ technique: security, drive: DISK, fault: 'erase never ends, a person gives up', expected: 'interrupted' },
    ...{ faults: [{ kind: 'stalls', command: 'any', atPercent: 40 }], happening: 'cancelled' },
  }),
  row('atnever', {
    ...{ technique: sanitize, drive: SSD, fault: 'the sanitize command is never answered' },
    ...GIVEN_UP_BY_KERNEL_OR_WATCHDOG,
    faults: [{ kind: 'never-answers', space: 'ata', opcode: 0xb4 }],
  }),
  row('atblock', { technique: 'ata-sanitize-block', drive: SSD }),
  row('atcrypto', { technique: 'ata-sanitize-crypto', drive: SSD }),
  row('atover', { technique: 'ata-sanitize-overwrite', drive: DISK }),
  row('atsec', { technique: 'ata-security-erase', drive: SSD }),
  row('atsechdd', { technique: 'ata-security-erase', drive: DISK }),
  row('atenh', { technique: 'ata-security-erase-enhanced', drive: DISK }),
  row('atstale', {
    technique: sanitize,
    drive: { ...SSD, words: 'SATA SSD, sanitized by its earlier owner', history: { sanitized: true } },
  }),
  row('atslow', {
    ...{ technique: security, drive: SSD, fault: 'slow, but honest' },
    faults: [{ kind: 'slow', bytesPerSecond: 4 * MIB, commandDelayMs: 5 }],
  }),
  row('atfails', {
    ...{ technique: sanitize, drive: SSD, fault: 'fails at 50 %', expected: 'failed' },
    faults: [{ kind: 'fails', command: 'any', atPercent: 50 }],
  }),
  row('atsecfails', {
    ...{ technique: security, drive: DISK, fault: 'fails at 50 %', expected: 'failed' },
    faults: [{ kind: 'fails', command: 'any', atPercent: 50 }],
  }),
  row('atkeeps', {
    ...{ technique: sanitize, drive: SSD, fault: 'reports success and keeps everything', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('atseckeeps', {
    ...{ technique: security, drive: DISK, fault: 'reports success and keeps everything', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('atcrkeeps', {
    ...{
      technique: 'ata-sanitize-crypto',
      drive: SSD,
      fault: 'reports success and keeps everything',
      expected: 'failed',
    },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('atrange', {
    ...{ technique: security, drive: DISK, fault: 'reports success and keeps 1 MiB in the middle', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'range', offsetBytes: 7 * MIB, lengthBytes: MIB } }],
  }),
  row('atlast', {
    ...{ technique: sanitize, drive: SSD, fault: 'reports success and keeps the last 1 %', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'last-percent', percent: 1 } }],
  }),
  row('atzeros', {
    ...{ technique: sanitize, drive: SSD, fault: 'answers zeros while the cells keep the data', blindSpot: LIES },
    faults: [{ kind: 'lies', keeps: { what: 'cells-behind-zeros' } }],
  }),
  row('atnoregs', {
    ...{ technique: sanitize, drive: SSD, fault: 'its status registers are all zeros', expected: 'failed' },
    faults: [{ kind: 'zeroed-status' }],
  }),
  row('atbadsense', {
    ...{ technique: sanitize, drive: SSD, fault: 'the controller loses the status registers', expected: 'failed' },
    faults: [{ kind: 'fixed-format-sense' }],
  }),
  row('atignore', {
    ...{ technique: security, drive: DISK, fault: 'answers yes to the erase and does nothing', expected: 'failed' },
    faults: [{ kind: 'ignores', space: 'ata', opcode: 0xf4 }],
  }),
  row('atrefuse', {
    ...{ technique: security, drive: DISK, fault: 'refuses the erase after the password was set', expected: 'failed' },
    faults: [{ kind: 'refuses', space: 'ata', opcode: 0xf4 }],
  }),
  row('atfrozen', {
    ...{ technique: security, drive: SSD, fault: 'frozen by the firmware of the PC', expected: 'refused' },
    faults: [{ kind: 'frozen' }],
  }),
  row('atsanfroz', {
    ...{ technique: sanitize, drive: SSD, fault: 'frozen by the firmware of the PC', expected: 'refused' },
    faults: [{ kind: 'frozen' }],
  }),
  row('atlocked', {
    ...{ technique: security, fault: 'locked with a user password', expected: 'refused' },
    drive: { ...SSD, history: { userPassword: 'of its owner' } },
  }),
  row('atmaster', {
    ...{ technique: security, fault: 'locked with user and master password', expected: 'refused' },
    drive: { ...SSD, history: { userPassword: 'of its owner', masterPassword: 'of its shop' } },
  }),
  row('atmaximum', {
    ...{ technique: security, fault: 'locked at the maximum level', expected: 'refused' },
    drive: { ...SSD, history: { userPassword: 'of its owner', level: 'maximum' } },
  }),
  row('atexpired', {
    ...{ technique: security, fault: 'locked, its count of passwords expired', expected: 'refused' },
    drive: { ...SSD, history: { userPassword: 'of its owner', countExpired: true } },
  }),
  row('atbridge', {
    ...{
      technique: security,
      drive: SSD,
      fault: 'a bridge answers for it, with its own serial number',
      expected: 'refused',
    },
    faults: [{ kind: 'bridge-answers', vendor: 'BRIDGE', model: 'USB3 to SATA', serial: 'BRIDGE00001' }],
  }),
  row('atbadread', {
    ...{ technique: sanitize, drive: SSD, fault: 'unreadable sectors', expected: 'unverified' },
    faults: [{ kind: 'medium-error', on: 'read', offsetBytes: 4 * MIB, lengthBytes: MIB }],
  }),
  row('atbadwrite', {
    ...{ technique: 'overwrite-zeros', drive: DISK, fault: 'unwritable sectors', expected: 'failed' },
    faults: [{ kind: 'medium-error', on: 'write', offsetBytes: 4 * MIB, lengthBytes: 64 * 1024 }],
  }),
  row('athidden', {
    ...{ technique: 'overwrite-zeros', fault: 'half of it hidden behind a host protected area' },
    drive: { ...DISK, history: { visibleSectors: HALF } },
  }),
  row('athidblock', {
    ...{ technique: sanitize, fault: 'half of it hidden behind a host protected area' },
    drive: { ...SSD, history: { visibleSectors: HALF } },
  }),
  row('athidstuck', {
    ...{ technique: 'overwrite-zeros', fault: 'half of it hidden, and it refuses to open it', expected: 'failed' },
    drive: { ...DISK, history: { visibleSectors: HALF } },
    faults: [{ kind: 'refuses', space: 'ata', opcode: 0x37 }],
  }),
  row('athidlies', {
    ...{ technique: 'overwrite-zeros', fault: 'half of it hidden; it says it was opened', expected: 'failed' },
    drive: { ...DISK, history: { visibleSectors: HALF } },
    faults: [{ kind: 'ignores', space: 'ata', opcode: 0x37 }],
  }),
  row('athidmute', {
    ...{ technique: 'overwrite-zeros', fault: 'half of it hidden; the controller loses the registers' },
    drive: { ...DISK, history: { visibleSectors: HALF } },
    ...{ faults: [{ kind: 'fixed-format-sense' }], expected: 'unverified' },
  }),
  row('athiddco', {
    ...{ technique: 'overwrite-zeros', fault: 'half of it hidden by a device configuration overlay' },
    drive: { ...DISK, history: { overlaySectors: HALF } },
  }),
  row('athidamac', {
    ...{ technique: 'overwrite-zeros', fault: 'half of it hidden behind an accessible maximum' },
    drive: { ...DISK, config: { rotationRate: 5400, hiddenAreas: 'amac' }, history: { visibleSectors: HALF } },
  }),
  row('attwin', {
    technique: sanitize,
    drive: SSD,
    fault: 'another drive has its serial number',
    twin: true,
    expected: 'refused',
  }),
  row('atpulled', {
    technique: sanitize,
    drive: SSD,
    fault: 'pulled out at 50 %',
    happening: 'pulled',
    expected: 'interrupted',
  }),
  row('atreturns', {
    ...{
      technique: security,
      drive: DISK,
      fault: 'disappears at 50 % and returns under another name',
      expected: 'interrupted',
    },
    happening: 'returns',
  }),
  row('atswapped', {
    technique: sanitize,
    drive: SSD,
    fault: 'swapped for another drive at 50 %',
    happening: 'swapped',
    expected: 'interrupted',
  }),
];
