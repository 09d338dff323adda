import type { TechniqueId } from '../../../core/domain/technique.ts';
import { LAB_PSID } from '../drives/driveDefaults.ts';
import { type MatrixDrive, type MatrixRow, row } from './matrixRow.ts';

const OPEN: MatrixDrive = { kind: 'nvme', words: 'NVMe SSD whose Opal lock was set up', config: { opal: 'unlocked' } };
const LOCKED: MatrixDrive = { kind: 'nvme', words: 'NVMe SSD locked by Opal', config: { opal: 'locked' } };
const NEW: MatrixDrive = {
  kind: 'nvme',
  words: 'NVMe SSD whose Opal lock was never set up',
  config: { opal: 'never-set-up' },
};

const technique: TechniqueId = 'opal-psid-revert';
const given = { technique, policyId: 'nist-purge', psid: LAB_PSID };

/** sedutil-cli is stood in for (see sedutil-stand-in.pl); the drive is reached through the kernel's own Opal driver. */
export const opalRows: readonly MatrixRow[] = [
  row('opnever', {
    ...{ ...given, drive: OPEN, fault: 'the revert is never answered', expected: 'stalled' },
    faults: [{ kind: 'never-answers', space: 'nvme-admin', opcode: 0x81 }],
  }),
  row('oprevert', { ...given, drive: OPEN }),
  row('oplocked', {
    ...{ ...given, drive: LOCKED, fault: 'locked, so that it takes no marks before', expected: 'unverified' },
  }),
  row('oplockother', {
    ...{ ...given, technique: 'nvme-sanitize-block', drive: LOCKED, fault: 'locked', expected: 'refused' },
  }),
  row('opnew', { ...given, drive: NEW, fault: 'a revert would throw no key away', expected: 'refused' }),
  row('opnopsid', {
    ...{ ...given, psid: '', drive: OPEN, fault: 'started without a PSID', expected: 'refused' },
  }),
  row('opwrong', {
    ...{ ...given, drive: OPEN, fault: 'the PSID is of another drive', expected: 'failed' },
    psid: 'ANOTHERDRIVEANOTHERDRIVEANOTHER0',
  }),
  row('opstays', {
    ...{ ...given, drive: OPEN, fault: 'reports success and stays locked', expected: 'failed' },
    faults: [{ kind: 'stays-locked' }],
  }),
  row('opkeeps', {
    ...{ ...given, drive: OPEN, fault: 'takes the lock off and keeps everything', expected: 'failed' },
    faults: [{ kind: 'lies', keeps: { what: 'everything' } }],
  }),
  row('oprefuses', {
    ...{ ...given, drive: OPEN, fault: 'refuses the revert', expected: 'failed' },
    faults: [{ kind: 'fails', command: 'revert', atPercent: 0 }],
  }),
];
