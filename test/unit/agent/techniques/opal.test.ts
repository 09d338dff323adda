import { describe, expect, it } from 'vitest';
import type { Drive, TcgLock } from '../../../../core/domain/drive.ts';
import { policy } from '../../../../core/domain/policy.ts';
import { readPsid } from '../../../../core/domain/psid.ts';
import type { DeviceOutcome, DeviceTools, TechniqueNote } from '../../../../native/agent/techniques/deviceTechnique.ts';
import { psidRefusal } from '../../../../native/agent/techniques/opal/psidRefusal.ts';
import { psidRevert } from '../../../../native/agent/techniques/opal/psidRevert.ts';
import { planTechniques } from '../../../../native/agent/techniques/plan.ts';
import { noQuirks } from '../../../../native/agent/techniques/quirks.ts';
import { allTechniques } from '../../../../native/agent/techniques/registry.ts';
import type { ToolRun } from '../../../../native/agent/tools/run.ts';
import nistPurge from '../../../../resources/policies/nist-purge.json' with { type: 'json' };
import { nvmeDrive, nvmeFacts } from '../../../fixtures/nvme/nvmeDrive.ts';
import { nvmeRun } from '../../../fixtures/nvme/scriptedController.ts';

const PSID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const purge = policy.parse(nistPurge);
const setUp: TcgLock = { opal: true, lockingEnabled: true, locked: false, mediaEncryption: true };
const drive = (tcgLock: TcgLock | undefined): Drive => ({
  ...nvmeDrive(nvmeFacts),
  ...(tcgLock === undefined ? {} : { tcgLock }),
});

describe('a PSID revert', () => {
  it.each<[TcgLock | undefined, string]>([
    [undefined, 'opal-not-shown'],
    [{ ...setUp, opal: false }, 'opal-other-lock'],
    [{ ...setUp, mediaEncryption: false }, 'opal-no-media-encryption'],
    [{ ...setUp, lockingEnabled: false }, 'opal-lock-never-set-up'],
  ])('is not offered for %o: %s', (lock, code) => {
    const { method, reasons } = psidRevert.capability(drive(lock), purge);
    expect([method, reasons.map((reason) => reason.code)]).toEqual([null, [code]]);
  });

  it('is the only way in a plan while the drive is locked, and says that it proves nothing then', () => {
    const rows = planTechniques(drive({ ...setUp, locked: true }), purge, noQuirks);
    const accepted = rows.filter((row) => row.accepted);
    expect(accepted.map(({ techniqueId }) => techniqueId)).toEqual(['opal-psid-revert']);
    expect(accepted[0]?.reasons.map(({ code }) => code)).toContain('opal-locked-takes-no-marks');
    const closed = rows.find(({ techniqueId }) => techniqueId === 'nvme-sanitize-block');
    expect(closed?.reasons.map(({ code }) => code)).toContain('opal-locked');
  });

  it('comes behind the drive’s other erases where they are open to us', () => {
    const accepted = planTechniques(drive(setUp), purge, noQuirks).filter((row) => row.accepted);
    expect(accepted.at(0)?.techniqueId).toBe('nvme-sanitize-block');
    expect(accepted.map(({ techniqueId }) => techniqueId)).toContain('opal-psid-revert');
  });
});

describe('a PSID', () => {
  it.each([
    [PSID, PSID],
    [PSID.toLowerCase(), PSID],
    [` PSID: ${PSID} `, PSID],
    ['ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ01-2345', PSID],
    ['ABCDEFGH IJKLMNOP QRSTUVWX YZ012345', PSID],
    [PSID.slice(1), null],
    [`${PSID}6`, null],
    [`${PSID.slice(1)}Ä`, null],
    [`--${PSID.slice(2)}`, null],
    ['', null],
  ])('“%s” is read as %s', (typed, read) => {
    expect(readPsid(typed)).toBe(read);
  });

  it('is asked for by its technique alone', () => {
    expect(psidRefusal(allTechniques, 'nvme-sanitize-block', undefined)).toBeNull();
    expect(psidRefusal(allTechniques, 'overwrite-zeros', 'x')).toBeNull();
    expect(psidRefusal(allTechniques, 'opal-psid-revert', undefined)?.code).toBe('psid-missing');
    expect(psidRefusal(allTechniques, 'opal-psid-revert', '  ')?.code).toBe('psid-missing');
    expect(psidRefusal(allTechniques, 'opal-psid-revert', 'x')?.code).toBe('psid-unreadable');
  });
});

const query = (lock: { enabled: boolean; locked: boolean }) => `/dev/nvme3n1 NVMe ACME 1 S1
Locking function (0x0002)
    Locked = ${lock.locked ? 'Y' : 'N'}, LockingEnabled = ${lock.enabled ? 'Y' : 'N'}, LockingSupported = Y, MBRDone = N, MBREnabled = N, MediaEncrypt = Y
OPAL 2.0 function (0x0203)
`;

type Scene = {
  /** What the drive tells each time it is asked; the last for ever. `null`: another shape. */
  readonly told: readonly ({ enabled: boolean; locked: boolean } | null)[];
  readonly revert?: Partial<ToolRun>;
  readonly psid?: string | null;
  readonly remembered?: readonly TechniqueNote[];
  readonly installed?: boolean;
};

async function reverted(scene: Scene): Promise<{ outcome: DeviceOutcome; argv: string[][]; notes: TechniqueNote[] }> {
  const argv: string[][] = [];
  const notes: TechniqueNote[] = [...(scene.remembered ?? [])];
  const told = [...scene.told];
  let nowMs = 0;
  const tools: DeviceTools = {
    drive: drive(setUp),
    clock: { nowIso: () => '2026-01-01T00:00:00.000Z', monotonicMs: () => nowMs },
    stop: new AbortController().signal,
    silenceMs: 60_000,
    psid: scene.psid === undefined ? PSID : scene.psid,
    nodes: async () => ({ block: '/dev/nvme3n1', generic: null, controller: '/dev/nvme3' }),
    async run(program, given, { secret }) {
      expect(program).toBe('sedutil-cli');
      if (scene.installed === false) return null;
      argv.push([...given]);
      if (given[0] === '--PSIDrevert') {
        expect(secret).toBe(PSID);
        return nvmeRun(given, { exitCode: 0, ...scene.revert });
      }
      const now = told.length > 1 ? told.shift() : told[0];
      return nvmeRun(given, { stdout: Buffer.from(now === null || now === undefined ? 'new words' : query(now)) });
    },
    remember: (note) => void notes.push(note),
    get remembered() {
      return [...notes];
    },
    keepStatusPage: () => undefined,
    progress: () => undefined,
    async pause(ms) {
      nowMs += ms;
    },
  };
  return { outcome: await psidRevert.run(tools), argv, notes };
}

const OPEN = { enabled: true, locked: false };
const LOCKED = { enabled: true, locked: true };
const GONE = { enabled: false, locked: false };
const codeOf = (outcome: DeviceOutcome): string => ('why' in outcome ? outcome.why.code : outcome.kind);

describe('what a PSID revert is judged by', () => {
  it('is the drive’s own state, read afresh', async () => {
    const { outcome, argv, notes } = await reverted({ told: [OPEN, GONE] });
    expect(outcome).toMatchObject({ kind: 'completed', notes: [{ code: 'opal-lock-is-gone' }] });
    expect(argv).toEqual([
      ['--query', '/dev/nvme3n1'],
      ['--PSIDrevert', PSID, '/dev/nvme3n1'],
      ['--query', '/dev/nvme3n1'],
    ]);
    expect(JSON.stringify(notes)).not.toContain(PSID);
  });

  it.each<[string, Scene, string]>([
    ['success is reported and the lock is still there', { told: [LOCKED, LOCKED] }, 'opal-still-locked'],
    ['locked is off, the lock still set up', { told: [LOCKED, OPEN] }, 'opal-still-locked'],
    [
      'the PSID is wrong',
      { told: [OPEN, OPEN], revert: { exitCode: 1, stderr: Buffer.from('ERROR: method status code NOT_AUTHORIZED') } },
      'opal-psid-refused',
    ],
    [
      'the lock is gone and the program says it was not let in',
      { told: [OPEN, GONE], revert: { exitCode: 1, stderr: Buffer.from('method status code NOT_AUTHORIZED') } },
      'opal-words-and-state-differ',
    ],
    ['the state afterwards has an unknown shape', { told: [OPEN, null] }, 'opal-lock-not-read'],
    ['the state before has an unknown shape', { told: [null] }, 'opal-lock-not-read'],
    ['the program is not installed', { told: [OPEN], installed: false }, 'opal-lock-not-read'],
    ['the lock was never set up', { told: [GONE] }, 'opal-lock-never-set-up'],
    ['the program hangs', { told: [OPEN, OPEN], revert: { ending: 'timed-out' } }, 'stalled'],
    ['the agent has forgotten the PSID', { told: [OPEN], psid: null }, 'opal-psid-forgotten'],
  ])('where %s', async (_words, scene, code) => {
    expect(codeOf((await reverted(scene)).outcome)).toBe(code);
  });

  it('repeats nothing of the PSID that the program printed', async () => {
    const stderr = Buffer.from(`- 00:00:00.000 ERROR: Invalid argument ${PSID}`);
    const { outcome } = await reverted({ told: [OPEN, OPEN], revert: { exitCode: 1, stderr } });
    expect(codeOf(outcome)).toBe('opal-still-locked');
    expect(JSON.stringify(outcome)).toContain('(not recorded)');
    expect(JSON.stringify(outcome)).not.toContain(PSID);
  });

  it('after a restart is what became of the lock since the revert began, and the revert is not sent twice', async () => {
    const remembered = [{ what: 'psid-revert-started', facts: { locked: false } }];
    const done = await reverted({ told: [GONE], psid: null, remembered });
    expect(done.outcome).toMatchObject({ kind: 'completed', notes: [{ code: 'opal-revert-answer-not-seen' }] });
    const not = await reverted({ told: [LOCKED], psid: null, remembered });
    expect(codeOf(not.outcome)).toBe('opal-psid-forgotten');
    expect([...done.argv, ...not.argv].map(([verb]) => verb)).toEqual(['--query', '--query']);
  });
});
