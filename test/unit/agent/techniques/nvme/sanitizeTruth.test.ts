import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TechniqueNote } from '../../../../../native/agent/techniques/deviceTechnique.ts';
import { runSanitize } from '../../../../../native/agent/techniques/nvme/sanitizeRun.ts';
import type { ToolRun } from '../../../../../native/agent/tools/run.ts';
import { nvmeRun, type Script, ScriptedController, toolsOn } from '../../../../fixtures/nvme/scriptedController.ts';

const flag = fc.noBias(fc.integer({ min: 0, max: 4 })).map((one) => one === 0);
const share = fc.oneof(
  { weight: 3, arbitrary: fc.constant(2) },
  fc.noBias(fc.double({ min: 0, max: 0.99, noNaN: true })),
);

const anyScript: fc.Arbitrary<Script> = fc.record(
  {
    sanitizeMs: fc.integer({ min: 1, max: 60_000 }),
    failsAt: share,
    stallsAt: fc.noBias(share),
    ignoresSanitize: flag,
    refusesSanitize: flag,
    refusesNoDeallocate: flag,
    deallocatesAnyway: flag,
    instant: flag,
    forgetsWrites: flag,
  },
  { requiredKeys: ['sanitizeMs'] },
);

const anyEarlier = fc.record({
  status: fc.constantFrom(0, 1, 3, 4),
  dword10: fc.constantFrom(0, 2, 4, 0x202, 0x204),
  dataErased: flag,
});

/** What goes wrong between us and the drive, for a part of all commands: it says nothing about what the drive did. */
const disturbances: readonly Partial<ToolRun>[] = [
  { exitCode: 1, stdout: Buffer.alloc(0), stderr: Buffer.from('sanitize: Interrupted system call\n') },
  { exitCode: null, signal: 'SIGKILL', stdout: Buffer.alloc(0) },
  { ending: 'timed-out', exitCode: null },
  { ending: 'not-started', exitCode: null, stdout: Buffer.alloc(0) },
  { outputCut: true },
  { stdout: Buffer.alloc(512) },
  { stdout: Buffer.alloc(0) },
];

it('whatever a drive does and whatever the tools suffer, also over restarts, completed means that it was sanitized since our start', async () => {
  let completed = 0;
  let otherwise = 0;
  await fc.assert(
    fc.asyncProperty(
      anyScript,
      anyEarlier,
      fc.array(fc.noBias(fc.nat(120)), { minLength: 1, maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 3 }),
      async (script, earlier, luck, cuts) => {
        const controller = new ScriptedController(script, earlier as never);
        controller.write();
        let asked = 0;
        let remembered: TechniqueNote[] = [];
        for (const cutAfterMs of [...cuts, Number.POSITIVE_INFINITY]) {
          const stop = new AbortController();
          const endsMs = controller.nowMs + cutAfterMs;
          const kept = toolsOn(controller, {
            remembered,
            stop: stop.signal,
            silenceMs: 5_000,
            onPause: (nowMs) => nowMs >= endsMs && stop.abort(),
          });
          const { tools } = kept;
          const run: typeof tools.run = async (program, argv, options) => {
            const trouble = disturbances[luck[asked++ % luck.length] ?? 0];
            const told = await tools.run(program, argv, options);
            return trouble === undefined || told === null ? told : nvmeRun(argv, { ...told, ...trouble });
          };
          const outcome = await runSanitize('block', { ...tools, run });
          remembered = kept.notes;
          if (outcome.kind === 'completed') {
            completed += 1;
            expect(controller.sanitized).toBeGreaterThan(0);
            expect(remembered.some(({ what }) => what === 'nvme-sanitize-started')).toBe(true);
            return;
          }
          otherwise += 1;
          controller.pause(1_000);
        }
      },
    ),
    { numRuns: 2_000 },
  );
  expect(completed).toBeGreaterThan(20);
  expect(otherwise).toBeGreaterThan(20);
});
