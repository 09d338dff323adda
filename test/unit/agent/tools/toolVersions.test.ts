import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunTool } from '../../../../native/agent/tools/run.ts';
import { sgUtilsVersion, VERSIONED_PROGRAMS } from '../../../../native/agent/tools/toolVersions.ts';
import { createVersionProbe } from '../../../../native/agent/tools/versions.ts';
import { toolRunOf } from '../../../fixtures/shim/sgIo.ts';

const folder = resolve(import.meta.dirname, '../../../fixtures/tools/versions');
const told = (program: string, file: string) => {
  const versioned = VERSIONED_PROGRAMS.find((one) => one.program === program);
  const read = versioned?.parse(readFileSync(join(folder, file), 'utf8'));
  return read?.read ? read.value.map(({ name, version }) => `${name} ${version}`) : 'not read';
};

describe('versions are read from known shapes only', () => {
  it.each([
    ['nvme', 'nvme-2.3.txt', ['nvme 2.3', 'libnvme 1.3']],
    ['nvme', 'invented-nvme-2.12.txt', ['nvme 2.12', 'libnvme 1.12']],
    ['nvme', 'invented-nvme-3.0.txt', ['nvme 3.0-rc.1', 'libnvme 3.0-rc.1']],
    ['nvme', 'invented-nvme-1.16.txt', 'not read'],
    ['hdparm', 'hdparm-9.65.txt', ['hdparm 9.65']],
    ['hdparm', 'invented-hdparm-9.43.txt', ['hdparm 9.43']],
    ['hdparm', 'invented-hdparm-other-shape.txt', 'not read'],
    ['hdparm', 'nvme-2.3.txt', 'not read'],
    ['smartctl', 'smartctl-7.3.txt', ['smartctl 7.3']],
    ['smartctl', 'invented-smartctl-7.4.txt', ['smartctl 7.4']],
    ['blkdiscard', 'blkdiscard-2.38.1.txt', ['util-linux 2.38.1']],
    ['sg_sanitize', 'sg_sanitize-1.46.txt', ['sg_sanitize 1.15 20201223']],
    ['sg_format', 'sg_format-1.46.txt', ['sg_format 1.62 20201223']],
    ['sg_opcodes', 'sg_opcodes-1.46.txt', ['sg_opcodes 0.69 20210319']],
    ['sg_raw', 'sg_raw-1.46.txt', ['sg_raw 0.4.34']],
    ['sg_sanitize', 'sg_raw-1.46.txt', 'not read'],
    ['sedutil-cli', 'invented-sedutil-cli-1.15.txt', ['sedutil-cli 1.15.1-5ad84d8']],
    ['sedutil-cli', 'invented-sedutil-cli-1.20.txt', ['sedutil-cli 1.20.0']],
  ])('%s from %s', (program, file, expected) => {
    expect(told(program, file)).toEqual(expected);
  });

  it('every program has its recorded output, and reads it', () => {
    for (const { program } of VERSIONED_PROGRAMS) {
      // No Debian package has it, so nobody here could record it; its invented ones stand above.
      if (program === 'sedutil-cli') continue;
      const files = readdirSync(folder).filter((name) => name.startsWith(`${program}-`));
      expect(files, program).not.toEqual([]);
      for (const file of files) expect(told(program, file), file).not.toBe('not read');
    }
  });

  it('the release of sg3-utils is in the name of the library the program is linked with', () => {
    const linked = Buffer.from('\x7fELF\0\0libsgutils2-1.46.so.2\0libc.so.6\0', 'latin1');
    expect(sgUtilsVersion(linked)).toEqual({ read: true, value: [{ name: 'sg3-utils', version: '1.46' }] });
    expect(sgUtilsVersion(Buffer.from('static')).read).toBe(false);
  });
});

describe('the version probe', () => {
  const directory = mkdtempSync(join(tmpdir(), 'versions-'));
  const path = join(directory, 'hdparm');
  const hdparm = VERSIONED_PROGRAMS.filter(({ program }) => program === 'hdparm');
  let asked = 0;
  let answer = 'hdparm v9.65\n';
  const run: RunTool = async (tool, argv) => {
    asked += 1;
    const stdout = Buffer.from(answer);
    return toolRunOf(tool.name, [tool.path, ...argv], { exitCode: 0, stdout, stderr: Buffer.alloc(0) });
  };
  const probe = createVersionProbe({ run, programs: hdparm, find: () => path });
  const hdparmOf = async () => (await probe()).tools.find(({ name }) => name === 'hdparm')?.version;

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('asks once, again when the file is another one, and says when it does not understand', async () => {
    writeFileSync(path, 'one');
    expect(await hdparmOf()).toBe('9.65');
    answer = 'hdparm v9.66\n';
    expect(await hdparmOf()).toBe('9.65');
    expect(asked).toBe(1);
    writeFileSync(path, 'another file');
    expect(await hdparmOf()).toBe('9.66');
    expect(asked).toBe(2);
    writeFileSync(path, 'and another file');
    answer = 'something else\n';
    const { tools, problems } = await probe();
    expect(problems).toEqual([
      { code: 'tool-version-not-understood', details: { program: 'hdparm', said: 'something else' } },
    ]);
    expect(tools).toContainEqual({ name: 'hdparm', version: 'unknown' });
    expect(tools.at(-1)?.name).toBe('kernel');
  });

  it('leaves out what is not installed', async () => {
    const { tools, problems } = await createVersionProbe({ run, find: () => null })();
    expect([tools.map(({ name }) => name), problems]).toEqual([['kernel'], []]);
  });
});
