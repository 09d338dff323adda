import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../../../native/agent/ledger/ledger.ts';
import { rotateKey } from '../../../native/agent/ledger/rotateKey.ts';
import { systemClock } from '../../../native/agent/tools/clock.ts';
import { findProgram } from '../../../native/agent/tools/locate.ts';
import { type RunTool, runTool } from '../../../native/agent/tools/run.ts';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const missing = ['softhsm2-util', 'pkcs11-tool'].filter((program) => findProgram(program) === null);
if (!existsSync(MODULE)) missing.push(MODULE);
if (missing.length > 0)
  console.log(`SKIPPED the PKCS#11 token: ${missing.join(', ')} missing (Debian packages softhsm2, opensc)`);

const PIN = 'bench-pin-4711';

describe.skipIf(missing.length > 0)('a station key sealed by a PKCS#11 token', () => {
  let folder: string;
  let state: string;
  /** The argv of every program that was run. */
  let argvs: string[];
  const recording: RunTool = (tool, argv, options) => {
    argvs.push(argv.join(' '));
    return runTool(tool, argv, options);
  };
  const settingsPath = () => join(folder, 'token.json');

  /** A software token of its own, and the settings that lead to it. */
  function makeToken(name: string): void {
    const tokens = join(folder, name);
    mkdirSync(tokens);
    const configuration = join(folder, `${name}.conf`);
    writeFileSync(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    execFileSync(
      '/usr/bin/softhsm2-util',
      ['--init-token', '--free', '--label', 'wipebench', '--so-pin', 'so-pin-0815', '--pin', PIN],
      { env: { SOFTHSM2_CONF: configuration }, stdio: 'ignore' },
    );
    writeSettings(PIN, configuration);
  }

  function writeSettings(pin: string, configuration: string): void {
    const environment = { SOFTHSM2_CONF: configuration };
    writeFileSync(settingsPath(), JSON.stringify({ module: MODULE, token: 'wipebench', pin, environment }), {
      mode: 0o600,
    });
  }

  const open = (sealed = true) =>
    openLedger({
      stateDirectory: state,
      virtual: true,
      clock: systemClock,
      onDamage: () => undefined,
      keyHolder: sealed ? { kind: 'pkcs11', settingsPath: settingsPath() } : { kind: 'file' },
      run: recording,
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-token-test-'));
    state = join(folder, 'state');
    argvs = [];
    makeToken('one');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the same key at every start, signs, and lies nowhere in the clear; the PIN is on no command line', async () => {
    const ledger = await open();
    const { keyId } = ledger;
    expect((await ledger.act('person-enrolled', null, {})).outcome).toBe('done');
    ledger.close();
    const again = await open();
    expect([again.keyId, again.damage(), again.entries()]).toEqual([keyId, null, 2]);
    again.close();
    expect(existsSync(join(state, 'station-key.pem'))).toBe(false);
    // DER head of an Ed25519 private key (RFC 8410), as it is sealed.
    const head = Buffer.from('302e020100300506032b6570', 'hex');
    for (const name of readdirSync(state)) {
      const bytes = readFileSync(join(state, name));
      expect(bytes.includes(head) || bytes.includes('PRIVATE KEY') || bytes.includes(PIN), name).toBe(false);
    }
    expect(readdirSync('/dev/shm').filter((name) => name.startsWith('wipebench-token-'))).toEqual([]);
    expect(argvs.length).toBeGreaterThanOrEqual(4);
    expect(argvs.filter((argv) => argv.includes(PIN))).toEqual([]);
  });

  it('is followed by a key sealed by the same token', async () => {
    const ledger = await open();
    const { keyId } = ledger;
    const holder = { kind: 'pkcs11', settingsPath: settingsPath() } as const;
    const changed = await rotateKey(ledger, { stateDirectory: state, holder, run: runTool });
    if ('refusal' in changed) throw new Error(changed.refusal);
    ledger.close();
    const again = await open();
    expect([again.damage(), again.keyId, again.signingKeyId()]).toEqual([null, keyId, changed.newKeyId]);
    again.close();
  });

  it('does not open for a thief with the disk and another token', async () => {
    (await open()).close();
    makeToken('another');
    await expect(open()).rejects.toThrow('could not be opened by the PKCS#11 token');
  });

  it('does not ask the token again with a PIN that it refused, and asks when the file was corrected', async () => {
    const ledger = await open();
    const { keyId } = ledger;
    ledger.close();
    writeSettings('wrong-pin-0000', join(folder, 'one.conf'));
    await expect(open()).rejects.toThrow('CKR_PIN_INCORRECT');
    argvs = [];
    await expect(open()).rejects.toThrow('The token refused the PIN');
    expect(argvs).toEqual([]);
    writeSettings(PIN, join(folder, 'one.conf'));
    const again = await open();
    expect(again.keyId).toBe(keyId);
    again.close();
    expect(readdirSync(state).filter((name) => name.includes('refused'))).toEqual([]);
  });

  it('does not read a PIN from a file that others may read', async () => {
    chmodSync(settingsPath(), 0o640);
    await expect(open()).rejects.toThrow('mode 0600');
    expect(existsSync(join(state, 'station-key.pkcs11.json'))).toBe(false);
  });

  it('is not replaced by a new one when its file is lost, nor by a file key', async () => {
    (await open()).close();
    await expect(open(false)).rejects.toThrow('sealed by a PKCS#11 token');
    renameSync(join(state, 'station-key.pkcs11.json'), join(folder, 'lost'));
    await expect(open()).rejects.toThrow('is missing although this station has a ledger');
  });

  it('refuses a station whose key already lay in a file', async () => {
    (await open(false)).close();
    await expect(open()).rejects.toThrow('lies in a file');
  });
});
