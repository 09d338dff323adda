import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { locateBay } from '../../../native/agent/bays/locateBay.ts';
import type { BenchLayout } from '../../../native/agent/drives/benchLayout.ts';
import { findProgram } from '../../../native/agent/tools/locate.ts';
import { runTool, type Tool } from '../../../native/agent/tools/run.ts';
import { refusedCodes } from './agentProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'wb-light-'));
afterAll(() => rmSync(folder, { recursive: true }));

const layout = (devicePath: string) =>
  ({ lamp: () => ({ outcome: 'done', value: { devicePath } }) }) as unknown as BenchLayout;
const asked = (tool: Tool | null, devicePath: string, lit = true) =>
  locateBay({ layout: layout(devicePath), run: runTool, locate: async () => tool }, 'bay-01', lit);
/** A program that writes down how it was called and ends as it is told. */
function program(exitCode: number): { tool: Tool; argv: () => string[] } {
  const path = join(folder, `ledctl-${exitCode}`);
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > ${path}.argv\nexit ${exitCode}\n`);
  chmodSync(path, 0o755);
  return {
    tool: { name: 'ledctl', path, version: 'test' },
    argv: () => readFileSync(`${path}.argv`, 'utf8').trim().split('\n'),
  };
}

describe('the light of a bay', () => {
  it('is asked for at one device alone, so that no other light changes', async () => {
    const { tool, argv } = program(0);
    expect(await asked(tool, '/dev/sdq')).toEqual({ outcome: 'done', value: {} });
    expect(argv()).toEqual(['--listed-only', '--log=/dev/null', 'locate=/dev/sdq']);
    await asked(tool, '/dev/sdq', false);
    expect(argv().at(-1)).toBe('locate_off=/dev/sdq');
  });
  it('is refused where ledctl does not take the request, is not there, or cannot be run', async () => {
    expect(refusedCodes(await asked(program(33).tool, '/dev/sdq'))).toEqual(['locate-refused']);
    expect(refusedCodes(await asked(null, '/dev/sdq'))).toEqual(['locate-missing']);
    const gone = { name: 'ledctl', path: join(folder, 'gone'), version: 'test' };
    expect(refusedCodes(await asked(gone, '/dev/sdq'))).toEqual(['locate-refused']);
  });

  const path = findProgram('ledctl');
  const skip =
    path === null
      ? 'ledctl (Debian package ledmon) is not installed'
      : process.getuid?.() === 0
        ? ''
        : 'ledctl needs root';
  if (skip !== '') console.log(`SKIPPED the real ledctl: ${skip}`);
  it.skipIf(skip !== '')(
    'of a device that is in no enclosure is refused by the real ledctl, never a silent success',
    async () => {
      const ledctl = { name: 'ledctl', path: path ?? '', version: 'real' };
      expect(refusedCodes(await asked(ledctl, '/dev/null'))).toEqual(['locate-refused']);
      expect(refusedCodes(await asked(ledctl, '/dev/wipebench-is-not-there'))).toEqual(['locate-refused']);
    },
  );
});
