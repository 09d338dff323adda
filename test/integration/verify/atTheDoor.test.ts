import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startArchive } from '../../../electron/station/exports/archiveWriter.ts';
import { sampleExport, zip } from '../../fixtures/record/sampleExport.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-door-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command as a customer runs it, in a process of its own. */
const wipebench = (...argv: string[]) =>
  spawnSync(process.execPath, [join(project, 'electron/cli/main.ts'), 'verify', ...argv], { encoding: 'utf8' });

describe('wipebench verify as a program', () => {
  it('ends with exit code 0, 1 or 2, and its last line is the verdict', () => {
    const golden = readFileSync(new URL('../../fixtures/record/v1/certificate.json', import.meta.url));
    const path = join(folder, 'certificate.json');
    writeFileSync(path, golden);
    const genuine = wipebench(path);
    expect(genuine.status, genuine.stderr).toBe(0);
    expect(genuine.stdout.trimEnd().split('\n').at(-1)).toMatch(/^GENUINE: /);

    golden[3000] = (golden[3000] ?? 0) ^ 1;
    writeFileSync(path, golden);
    const changed = wipebench(path);
    expect(changed.status, changed.stderr).toBe(1);
    expect(changed.stdout.trimEnd().split('\n').at(-1)).toContain(`NOT GENUINE: ${path}: `);

    const gone = wipebench(join(folder, 'gone.zip'));
    expect(gone.status).toBe(2);
    expect(gone.stdout.trimEnd().split('\n').at(-1)).toMatch(/^CANNOT TELL: /);
  });
});

describe("the station's archive writer", () => {
  it('writes, byte for byte, what an independent ZIP library writes for the same files', async () => {
    const { files } = await sampleExport(3);
    const path = join(folder, 'batch.zip');
    const archive = await startArchive(path);
    for (const [name, bytes] of [...files].sort(([left], [right]) => (left < right ? -1 : 1))) {
      await archive.add(name, bytes);
    }
    await archive.finish();
    expect(readFileSync(path).equals(await zip(files))).toBe(true);
  });
});
