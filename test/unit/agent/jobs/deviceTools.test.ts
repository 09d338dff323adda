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
