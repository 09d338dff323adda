import { expect, it } from 'vitest';
import { createDeviceTools } from '../../../../native/agent/jobs/deviceTools.ts';
import type { PhaseNeeds } from '../../../../native/agent/jobs/phaseEngine.ts';
import { systemClock } from '../../../../native/agent/tools/clock.ts';
import type { ToolOptions } from '../../../../native/agent/tools/run.ts';

/** Only what `run` needs; the programs are written down instead of run. */
function toolsAfterStop(): {
  given: ToolOptions[];
  run: ReturnType<typeof createDeviceTools>['tools']['run'];
  close: () => void;
} {
  const given: ToolOptions[] = [];
  const needs = {
    clock: systemClock,
    held: { drive: { sizeBytes: 1024 } },
    deviceSilenceMs: 60_000,
    deviceTechnique: null,
    locate: () => Promise.resolve({ name: 'hdparm', path: '/usr/sbin/hdparm', version: '9.65' }),
    run: (_tool: unknown, _argv: unknown, options: ToolOptions) => {
      given.push(options);
      return Promise.resolve({ ending: 'not-started' });
    },
  } as unknown as PhaseNeeds;
  const stop = new AbortController();
  stop.abort();
  const { tools, close } = createDeviceTools(needs, [], stop.signal);
  return { given, run: tools.run, close };
}

it('ends programs when the job is stopped, but never the one that takes our password off a drive', async () => {
  const { given, run, close } = toolsAfterStop();
  await run('hdparm', ['--security-erase', 'x', '/dev/sdz'], { timeoutMs: 1_000 });
  await run('hdparm', ['--security-disable', 'x', '/dev/sdz'], { timeoutMs: 1_000, despiteStop: true });
  close();
  expect(given.map(({ signal }) => signal?.aborted ?? false)).toEqual([true, false]);
});

it('a secret word of a command is handed to the program and written down nowhere', async () => {
  const written: unknown[] = [];
  const handed: (readonly string[])[] = [];
  const needs = {
    clock: systemClock,
    held: { drive: { sizeBytes: 1024 } },
    deviceSilenceMs: 60_000,
    deviceTechnique: null,
    journal: { note: (fact: unknown) => written.push(fact), noteLater: (fact: unknown) => written.push(fact) },
    locate: () => Promise.resolve({ name: 'sedutil-cli', path: '/usr/sbin/sedutil-cli', version: '1.20' }),
    run: (_tool: unknown, argv: readonly string[]) => {
      handed.push(argv);
      return Promise.resolve({ ending: 'exited', exitCode: 0, argv: ['/usr/sbin/sedutil-cli', ...argv] });
    },
  } as unknown as PhaseNeeds;
  const { tools, close } = createDeviceTools(needs, [], new AbortController().signal);
  const argv = ['--PSIDrevert', 'THE-SECRET', '/dev/sdz'];
  for (let time = 0; time < 3; time++) await tools.run('sedutil-cli', argv, { timeoutMs: 1_000, secret: 'THE-SECRET' });
  close();
  expect(handed).toEqual([argv, argv, argv]);
  expect(written).toHaveLength(3);
  expect(JSON.stringify(written)).not.toContain('THE-SECRET');
  expect(JSON.stringify(written[0])).toContain('(not recorded)');
});
