import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyLedger } from '../../../core/record/verifyLedger.ts';
import { type Ledger, openLedger } from '../../../native/agent/ledger/ledger.ts';
import { nodeCrypto } from '../../../native/agent/ledger/nodeCrypto.ts';
import { systemClock } from '../../../native/agent/tools/clock.ts';
import {
  ENGINE,
  makeStationDirectory,
  plugDrive,
  REPOSITORY,
  removeStationDirectory,
  type StationDirectory,
  signInFirstPerson,
  startAgent,
  startWipe,
} from './agentProcess.ts';

const argvOf = (state: string) => [join(REPOSITORY, 'native/agent/main.ts'), '--rotate-key', '--state', state];
const rotate = (state: string): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, argvOf(state), { encoding: 'utf8' });
const open = (state: string): Promise<Ledger> =>
  openLedger({ stateDirectory: state, virtual: true, clock: systemClock, onDamage: () => undefined });
const act = (ledger: Ledger) => ledger.act('wipe-refused', null, { number: ledger.entries() });

/** What the verifier says of the ledger as it lies on the disk, pinned to the station's first key. */
async function verified(state: string, pinnedKeyId: string) {
  const names = { subject: 'ledger.jsonl', checkpointSubject: 'checkpoint.txt', pinnedKeyId };
  const note = readFileSync(join(state, 'checkpoint.txt'), 'utf8');
  const report = await verifyLedger(readFileSync(join(state, 'ledger.jsonl')), note, names, nodeCrypto);
  return { outcome: report.outcome, codes: report.findings.map(({ code }) => code) };
}

describe('changing the station key', () => {
  let directory: StationDirectory;
  beforeEach(() => {
    directory = makeStationDirectory();
    mkdirSync(directory.state, { mode: 0o700 });
  });
  afterEach(() => removeStationDirectory(directory));

  it('is refused in words while the agent works, and while a job is unfinished', { timeout: 60_000 }, async (test) => {
    if (!existsSync(ENGINE)) test.skip(`${ENGINE} is not built`);
    const agent = await startAgent(directory);
    const session = await signInFirstPerson(agent.client);
    const running = rotate(directory.state);
    expect([running.status, running.stdout]).toEqual([1, expect.stringContaining('The agent works in')]);
    const driveId = await plugDrive(agent.client, { maxBytesPerSecond: 1024 * 1024 });
    await startWipe(agent.client, session, driveId, '7a3f', { policyId: 'nist-clear', techniqueId: 'overwrite-zeros' });
    await agent.kill();
    const key = readFileSync(join(directory.state, 'station-key.pem'));
    const unfinished = rotate(directory.state);
    expect([unfinished.status, unfinished.stdout]).toEqual([1, expect.stringContaining('jobs are not finished')]);
    expect(readFileSync(join(directory.state, 'station-key.pem'))).toEqual(key);
  });

  it('is refused where there is no station, and with options of a start', () => {
    expect(rotate(directory.state)).toMatchObject({ status: 1, stdout: expect.stringContaining('no station') });
    const both = spawnSync(process.execPath, [...argvOf(directory.state), '--socket', '/x'], { encoding: 'utf8' });
    expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining('--socket') });
  });

  it('keeps the station, its old notes to the byte, and seals on with the new key only, three times over', async () => {
    let ledger = await open(directory.state);
    const { stationId, keyId } = ledger;
    const notes: string[] = [];
    for (let change = 0; change < 3; change += 1) {
      await act(ledger);
      await act(ledger);
      const retired = ledger.signingKeyId();
      while (notes.length < ledger.entries()) notes.push(await ledger.checkpoint(notes.length + 1));
      ledger.close();
      const done = rotate(directory.state);
      expect([done.status, done.stderr]).toEqual([0, '']);
      expect(done.stdout).toContain(retired);
      ledger = await open(directory.state);
      expect(ledger.findings).toEqual([]);
      expect([ledger.stationId, ledger.keyId]).toEqual([stationId, keyId]);
      expect(ledger.signingKeyId()).not.toBe(retired);
      for (const [index, note] of notes.entries()) expect(await ledger.checkpoint(index + 1)).toBe(note);
      const [rotation] = ledger.read(ledger.entries() - 1, 1);
      expect(rotation?.envelope.signatures.map(({ keyid }) => keyid)).toEqual([retired, ledger.signingKeyId()]);
    }
    await act(ledger);
    await ledger.recheck();
    expect(ledger.damage()).toBeNull();
    ledger.close();
    expect(await verified(directory.state, keyId)).toEqual({
      outcome: 'genuine',
      codes: ['key-pinned', 'keys-followed', 'ledger-unbroken', 'ledger-end-signed'],
    });
    // The index follows from the ledger, the keys with it.
    for (const name of readdirSync(directory.state)) {
      if (name.startsWith('ledger-index')) rmSync(join(directory.state, name));
    }
    const again = await open(directory.state);
    expect([again.damage(), again.keys().length]).toEqual([null, 4]);
    again.close();
  });

  it('is found in a ledger whose last 256 entries are all younger', async () => {
    let ledger = await open(directory.state);
    const { keyId } = ledger;
    ledger.close();
    expect(rotate(directory.state).status).toBe(0);
    ledger = await open(directory.state);
    for (let number = 0; number < 300; number += 1) await act(ledger);
    ledger.close();
    ledger = await open(directory.state);
    expect([ledger.damage(), ledger.keyId, ledger.keys().length]).toEqual([null, keyId, 2]);
    ledger.close();
  });

  it('names a ledger of another key as damage, and touches nothing', async () => {
    const ledger = await open(directory.state);
    await act(ledger);
    ledger.close();
    const other = join(directory.path, 'other');
    (await open(other)).close();
    copyFileSync(join(other, 'station-key.pem'), join(directory.state, 'station-key.pem'));
    const robbed = await open(directory.state);
    expect(robbed.damage()).toMatchObject({ code: 'ledger-damaged' });
    robbed.close();
    expect(rotate(directory.state)).toMatchObject({ status: 1, stdout: expect.stringContaining('damaged') });
  });

  describe('cut short', () => {
    /** The state before a change and after it: every state between is made of their files. */
    async function beforeAndAfter() {
      const before = await open(directory.state);
      await act(before);
      const { keyId } = before;
      before.close();
      const old = join(directory.path, 'before');
      cpSync(directory.state, old, { recursive: true });
      expect(rotate(directory.state).status).toBe(0);
      return { keyId, old, changed: directory.state };
    }
    const newLine = (old: string, changed: string) =>
      readFileSync(join(changed, 'ledger.jsonl')).subarray(readFileSync(join(old, 'ledger.jsonl')).length);
    const signatures = (folder: string) => readdirSync(folder).find((name) => name.startsWith('signatures-')) ?? '';
    type Folders = { readonly old: string; readonly changed: string };
    const nextKey = ({ old, changed }: Folders) =>
      copyFileSync(join(changed, 'station-key.pem'), join(old, 'station-key.next.pem'));
    const kept = ({ old, changed }: Folders) =>
      copyFileSync(join(changed, signatures(changed)), join(old, signatures(changed)));
    const entry = ({ old, changed }: Folders) => appendFileSync(join(old, 'ledger.jsonl'), newLine(old, changed));
    const torn = ({ old, changed }: Folders) =>
      appendFileSync(join(old, 'ledger.jsonl'), newLine(old, changed).subarray(0, 700));
    const half = ({ old }: Folders) => writeFileSync(join(old, 'station-key.next.pem.new'), 'half a k');
    const inPlace = ({ old, changed }: Folders) => {
      copyFileSync(join(changed, 'station-key.pem'), join(old, 'station-key.pem'));
      rmSync(join(old, 'station-key.next.pem'));
    };

    it.each([
      ['while the new key is written', [half], []],
      ['after the new key', [nextKey], ['key-change-undone']],
      ['after the old signatures', [nextKey, kept], ['key-change-undone']],
      ['inside the entry', [nextKey, kept, torn], ['key-change-undone', 'ledger-repaired']],
    ] as const)('%s: it did not happen, and can be done again', async (_when, steps, found) => {
      const { keyId, old, changed } = await beforeAndAfter();
      for (const step of steps) step({ old, changed });
      const ledger = await open(old);
      expect(ledger.damage()).toBeNull();
      expect(ledger.findings.map(({ code }) => code)).toEqual(found);
      expect([ledger.signingKeyId(), ledger.keys().length]).toEqual([keyId, 1]);
      await act(ledger);
      ledger.close();
      expect(readdirSync(old).filter((name) => /next\.pem$|signatures/.test(name))).toEqual([]);
      expect(rotate(old).status).toBe(0);
      expect(await verified(old, keyId)).toMatchObject({ outcome: 'genuine' });
    });

    it.each([
      ['after the entry', [nextKey, kept, entry], ['key-change-finished', 'checkpoint-renewed']],
      ['after the new key was put in place', [nextKey, kept, entry, inPlace], ['checkpoint-renewed']],
    ] as const)('%s: it is finished at the next start', async (_when, steps, found) => {
      const { keyId, old, changed } = await beforeAndAfter();
      for (const step of steps) step({ old, changed });
      const ledger = await open(old);
      expect(ledger.damage()).toBeNull();
      expect(ledger.findings.map(({ code }) => code)).toEqual(found);
      expect(ledger.keys()).toHaveLength(2);
      expect(ledger.signingKeyId()).not.toBe(keyId);
      expect(await ledger.checkpoint(1)).toContain(ledger.stationId);
      await act(ledger);
      ledger.close();
      expect(existsSync(join(old, 'station-key.next.pem'))).toBe(false);
      expect(await verified(old, keyId)).toMatchObject({ outcome: 'genuine' });
    });

    it('by SIGKILL whenever it may strike: the station goes on with one of the two keys', {
      timeout: 60_000,
    }, async () => {
      let ledger = await open(directory.state);
      const { keyId } = ledger;
      for (let number = 0; number < 40; number += 1) await act(ledger);
      ledger.close();
      const sign: readonly (() => boolean)[] = [
        () => existsSync(join(directory.state, 'station-key.next.pem.new')),
        () => existsSync(join(directory.state, 'station-key.next.pem')),
        () => readdirSync(directory.state).some((name) => name.startsWith('signatures-')),
        () => readFileSync(join(directory.state, 'ledger.jsonl')).includes('key-rotation'),
      ];
      for (const seen of sign) {
        const child = spawn(process.execPath, argvOf(directory.state), { stdio: 'ignore' });
        const gone = once(child, 'exit');
        while (child.exitCode === null && !seen()) await new Promise((resolve) => setImmediate(resolve));
        child.kill('SIGKILL');
        await gone;
        ledger = await open(directory.state);
        expect(ledger.damage()).toBeNull();
        await act(ledger);
        ledger.close();
        expect(await verified(directory.state, keyId)).toMatchObject({ outcome: 'genuine' });
        expect(existsSync(join(directory.state, 'station-key.next.pem'))).toBe(false);
      }
    });
  });
});
