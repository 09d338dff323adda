import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runVerify } from '../../../electron/cli/verify/verifyCommand.ts';
import { certificatePath, entryPath } from '../../../electron/station/uploads/directory/directorySink.ts';
import type { TestLedger } from '../../fixtures/record/testLedger.ts';
import { addCertificates, configureSinks, ledgerWith, mirrorInto } from '../../fixtures/uploads/stationWithLedger.ts';
import { startUpload } from '../../fixtures/uploads/uploadProcess.ts';

describe('uploads to a folder', () => {
  let folder = '';
  let home = '';
  let stick = '';
  let ledger: TestLedger;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-upload-'));
    home = join(folder, 'home');
    stick = join(folder, 'stick');
    mkdirSync(stick);
    ledger = await ledgerWith(2);
    await mirrorInto(home, ledger);
    configureSinks(home, [{ name: 'stick', kind: 'directory', folder: stick }]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const upload = (...options: string[]) => startUpload(home, ...options).ended;
  const files = (below = stick) =>
    readdirSync(below, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  it('leave one file an entry and each certificate as a file that verifies', async () => {
    expect(await upload()).toMatchObject({ code: 0, output: 'stick: 5 of 5 entries sent\n' });
    expect(
      files()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      '000000000000.entry',
      '000000000001.entry',
      '000000000002.entry',
      '000000000003.entry',
      '000000000004.entry',
      'WB-0A1B2C3D-00000001.json',
      'WB-0A1B2C3D-00000002.json',
    ]);
    const said: string[] = [];
    const out = (text: string) => void said.push(text);
    const path = join(stick, certificatePath(ledger.keyId, 'WB-0A1B2C3D-00000001'));
    expect(await runVerify([path, '--key', ledger.keyId], { out, err: out }), said.join('')).toBe(0);
  });

  it('wait for a stick that is not there, make no folder in its place, and go on when it comes', async () => {
    rmSync(stick, { recursive: true });
    const uploading = startUpload(home, '--until-empty');
    const words = await new Promise<string>((resolve) =>
      uploading.child.stderr?.once('data', (part: Buffer) => resolve(part.toString())),
    );
    expect(words).toContain('is not there');
    expect(readdirSync(folder)).toEqual(['home']);
    mkdirSync(stick);
    expect((await uploading.ended).code).toBe(0);
    expect(files()).toHaveLength(7);
  });

  it('go on where they were when the stick comes back', async () => {
    await upload();
    renameSync(stick, join(folder, 'pulled'));
    await addCertificates(ledger, 3, 3);
    await mirrorInto(home, ledger);
    expect((await upload()).code).toBe(1);
    renameSync(join(folder, 'pulled'), stick);
    expect(await upload()).toMatchObject({ code: 0, output: 'stick: 7 of 7 entries sent\n' });
    expect(files()).toHaveLength(10);
  });

  it('of two stations never meet in one file', async () => {
    await upload();
    const other = await ledgerWith(2, 'ANOTHER STATION, ANOTHER KEY... ');
    const otherHome = join(folder, 'other');
    await mirrorInto(otherHome, other);
    configureSinks(otherHome, [{ name: 'stick', kind: 'directory', folder: stick }]);
    expect((await startUpload(otherHome).ended).code).toBe(0);
    expect(files()).toHaveLength(14);
  });

  it('never overwrite: another entry at its place is named as a fork, a spoiled file as spoiled', async () => {
    const place = join(stick, entryPath(ledger.keyId, 2));
    await upload();
    const genuine = readFileSync(place);
    const forged = JSON.parse(genuine.toString());
    forged.entry.hash = 'f'.repeat(64);
    for (const [bytes, words] of [
      [Buffer.from(JSON.stringify(forged)), 'two histories of one station'],
      [genuine.subarray(0, 100), 'holds something else than entry 2'],
    ] as const) {
      writeFileSync(place, bytes);
      configureSinks(home, [{ name: `again-${bytes.length}`, kind: 'directory', folder: stick }]);
      const { code, output } = await upload();
      expect([code, output.includes(words)], output).toEqual([1, true]);
      expect(output).toMatch(/2 of 5 entries sent, parked/);
      expect(readFileSync(place)).toEqual(bytes);
    }
  });

  it('leave no half file and no part behind when they are killed, and nothing is missing afterwards', async () => {
    await addCertificates(ledger, 3, 120);
    await mirrorInto(home, ledger);
    const uploading = startUpload(home);
    const entries = join(stick, `wipebench-${ledger.keyId}`, 'entries', '000000');
    for (;;) {
      const there = files().length;
      if (there > 60) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    uploading.child.kill('SIGKILL');
    await uploading.ended;
    for (const { name } of files(entries).filter((file) => file.name.endsWith('.entry'))) {
      expect(() => JSON.parse(readFileSync(join(entries, name), 'utf8'))).not.toThrow();
    }
    expect((await upload()).code).toBe(0);
    expect(files().filter(({ name }) => name.endsWith('.entry'))).toHaveLength(241);
    expect(files().filter(({ name }) => name.endsWith('.json'))).toHaveLength(120);
    expect(files()).toHaveLength(361);
  });
});
