import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../../../native/agent/ledger/ledger.ts';
import { rotateKey } from '../../../native/agent/ledger/rotateKey.ts';
import { systemClock } from '../../../native/agent/tools/clock.ts';
import { findProgram } from '../../../native/agent/tools/locate.ts';
import { runTool } from '../../../native/agent/tools/run.ts';
import { until } from '../../fixtures/station/until.ts';

const missing = ['swtpm', 'tpm2_create', 'tpm2_getcap'].filter((program) => findProgram(program) === null);
if (missing.length > 0)
  console.log(
    `SKIPPED the TPM: ${missing.join(', ')} missing (Debian packages swtpm, tpm2-tools, libtss2-tcti-swtpm0)`,
  );

/** A software TPM 2.0 with its own seed, on two ports of 127.0.0.1. */
async function startTpm(folder: string): Promise<{ tcti: string; process: ChildProcess }> {
  mkdirSync(folder);
  const port = await freePair();
  const listen = (number: number, kind: string) => [`--${kind}`, `type=tcp,port=${number},bindaddr=127.0.0.1`];
  const argv = ['socket', '--tpm2', '--tpmstate', `dir=${folder}`, '--flags', 'not-need-init,startup-clear'];
  const process = spawn('/usr/bin/swtpm', [...argv, ...listen(port, 'server'), ...listen(port + 1, 'ctrl')], {
    stdio: 'ignore',
  });
  const tcti = `swtpm:host=127.0.0.1,port=${port}`;
  await until('the TPM', () => answers(tcti));
  return { tcti, process };
}

function answers(tcti: string): boolean {
  try {
    execFileSync('/usr/bin/tpm2_getcap', ['-T', tcti, 'properties-fixed'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A port whose next one is free, too: tpm2-tss expects the control channel there. */
async function freePair(): Promise<number> {
  for (;;) {
    const port = await portOf(0);
    if (port !== null && (await portOf(port + 1)) !== null) return port;
  }
}

function portOf(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
    });
  });
}

describe.skipIf(missing.length > 0)('a station key sealed by a TPM', () => {
  let folder: string;
  let state: string;
  const tpms: ChildProcess[] = [];
  const tpm = async (name: string) => {
    const { tcti, process } = await startTpm(join(folder, name));
    tpms.push(process);
    return tcti;
  };
  const open = (tcti: string | null) =>
    openLedger({
      stateDirectory: state,
      virtual: true,
      clock: systemClock,
      onDamage: () => undefined,
      keyHolder: tcti === null ? { kind: 'file' } : { kind: 'tpm2', tcti },
    });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-tpm-'));
    state = join(folder, 'state');
  });
  afterEach(async () => {
    for (const process of tpms.splice(0)) {
      const gone = new Promise((resolve) => process.once('exit', resolve));
      process.kill('SIGTERM');
      await gone;
    }
    rmSync(folder, { recursive: true });
  });

  it('is the same key at every start, signs, and lies nowhere in the clear', async () => {
    const tcti = await tpm('one');
    const ledger = await open(tcti);
    const { keyId } = ledger;
    expect((await ledger.act('person-enrolled', null, {})).outcome).toBe('done');
    ledger.close();
    const again = await open(tcti);
    expect(again.keyId).toBe(keyId);
    expect(again.damage()).toBeNull();
    expect(again.entries()).toBe(2);
    again.close();
    expect(existsSync(join(state, 'station-key.pem'))).toBe(false);
    // DER head of an Ed25519 private key (RFC 8410), as it is sealed.
    const head = Buffer.from('302e020100300506032b6570', 'hex');
    for (const name of readdirSync(state)) {
      const bytes = readFileSync(join(state, name));
      expect(bytes.includes(head), name).toBe(false);
      expect(bytes.includes('PRIVATE KEY'), name).toBe(false);
    }
    expect(readdirSync('/dev/shm').filter((name) => name.startsWith('wipebench-tpm-'))).toEqual([]);
  });

  it('is followed by a key sealed by the same TPM; a change that was cut short is settled at the next start', async () => {
    const tcti = await tpm('one');
    const ledger = await open(tcti);
    const { keyId, stationId } = ledger;
    const holder = { kind: 'tpm2', tcti } as const;
    const before = readFileSync(join(state, 'station-key.tpm.json'));
    const changed = await rotateKey(ledger, { stateDirectory: state, holder, run: runTool });
    if ('refusal' in changed) throw new Error(changed.refusal);
    ledger.close();
    const after = readFileSync(join(state, 'station-key.tpm.json'));
    expect(after).not.toEqual(before);
    expect(readdirSync(state).filter((name) => /next|\.pem$/.test(name))).toEqual([]);
    // As a crash leaves it between the entry and the new key's place.
    writeFileSync(join(state, 'station-key.next.tpm.json'), after);
    writeFileSync(join(state, 'station-key.tpm.json'), before);
    const again = await open(tcti);
    expect(again.findings.map(({ code }) => code)).toEqual(['key-change-finished']);
    expect([again.damage(), again.keyId, again.stationId]).toEqual([null, keyId, stationId]);
    expect(again.signingKeyId()).toBe(changed.newKeyId);
    again.close();
  });

  it('does not open for a thief with the disk and another TPM', async () => {
    const ledger = await open(await tpm('one'));
    ledger.close();
    await expect(open(await tpm('another'))).rejects.toThrow('could not be opened by the TPM');
  });

  it('is not replaced by a new one when its file is lost, nor by a file key', async () => {
    const tcti = await tpm('one');
    const ledger = await open(tcti);
    ledger.close();
    await expect(open(null)).rejects.toThrow('sealed by its TPM');
    renameSync(join(state, 'station-key.tpm.json'), join(folder, 'lost'));
    await expect(open(tcti)).rejects.toThrow('is missing although this station has a ledger');
    await expect(open(null)).rejects.toThrow('is missing although this station has a ledger');
  });

  it('refuses a station whose key already lay in a file', async () => {
    const ledger = await open(null);
    ledger.close();
    await expect(open('swtpm:host=127.0.0.1,port=1')).rejects.toThrow('lies in a file');
  });

  it('names a TPM that is not there', async () => {
    await expect(open('swtpm:host=127.0.0.1,port=1')).rejects.toThrow('tpm2_createprimary');
    expect(existsSync(join(state, 'station-key.tpm.json'))).toBe(false);
  });
});
