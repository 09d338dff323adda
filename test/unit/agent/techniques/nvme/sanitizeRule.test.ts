import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeSanitize } from '../../../../../native/agent/techniques/nvme/sanitizeRule.ts';
import { runSanitize } from '../../../../../native/agent/techniques/nvme/sanitizeRun.ts';
import { parseSanitizeLog } from '../../../../../native/agent/tools/nvmeSanitizeLog.ts';
import { ScriptedController, toolsOn } from '../../../../fixtures/nvme/scriptedController.ts';

const DWORD10 = 0x202;

/** A log page of any bytes whose telling fields are often near the ones that matter. */
const anyPage = fc
  .record({
    noise: fc.uint8Array({ minLength: 512, maxLength: 512 }),
    zeros: fc.boolean(),
    sstat: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(0, 1, 2, 3, 4, 5, 0x100, 0x101, 0x102, 0x104) },
      fc.nat(0xffff),
    ),
    dword10: fc.oneof(
      { weight: 3, arbitrary: fc.constant(DWORD10) },
      { weight: 3, arbitrary: fc.constantFrom(0, 2, 4, 0x204) },
      fc.nat(0xffff),
    ),
    progress: fc.oneof(fc.constantFrom(0, 655, 0xffff), fc.nat(0xffff)),
  })
  .map(({ noise, zeros, sstat, dword10, progress }) => {
    const page = zeros ? Buffer.alloc(512) : Buffer.from(noise);
    page.writeUInt16LE(progress, 0);
    page.writeUInt16LE(sstat, 2);
    page.writeUInt32LE(dword10, 4);
    return page;
  });

it('no page is a success unless it says success, names our command, and the drive was seen at it or took its word back', () => {
  fc.assert(
    fc.property(anyPage, anyPage, fc.boolean(), (beforePage, page, seenRunning) => {
      const before = parseSanitizeLog(beforePage);
      const log = parseSanitizeLog(page);
      if (!before.read || !log.read) return;
      const judgement = judgeSanitize(log.value, { dword10: DWORD10, before: before.value }, seenRunning);
      const sstat = page.readUInt16LE(2);
      const erasedBefore = (beforePage.readUInt16LE(2) & 0x100) !== 0;
      const allowed =
        [1, 4].includes(sstat & 7) &&
        page.readUInt32LE(4) === DWORD10 &&
        (seenRunning || (!erasedBefore && (sstat & 0x100) !== 0));
      expect(['completed', 'completed-deallocated'].includes(judgement)).toBe(allowed);
    }),
    { numRuns: 3_000 },
  );
});

it('whatever pages a drive shows in whatever order, a run is never completed against the rule', async () => {
  let completed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyPage, { minLength: 1, maxLength: 8 }), async (pages) => {
      let at = 0;
      const shown: Buffer[] = [];
      let startedAt = Number.POSITIVE_INFINITY;
      const controller = new ScriptedController({
        ignoresSanitize: true,
        log: () => {
          const page = pages[Math.min(at, pages.length - 1)] ?? Buffer.alloc(512);
          at += 1;
          shown.push(page);
          return page;
        },
      });
      const kept = toolsOn(controller, { silenceMs: 2_000 });
      const { tools } = kept;
      const run: typeof tools.run = (program, argv, options) => {
        if (argv[0] === 'sanitize') startedAt = shown.length;
        return tools.run(program, argv, options);
      };
      const outcome = await runSanitize('block', { ...tools, run });
      if (outcome.kind !== 'completed') return;
      completed += 1;
      const before = shown[startedAt - 1] ?? Buffer.alloc(512);
      const later = shown.slice(startedAt).filter((page) => parseSanitizeLog(page).read);
      const ours = later.filter((page) => page.readUInt32LE(4) === DWORD10);
      const seenRunning = ours.some((page) => (page.readUInt16LE(2) & 7) === 2);
      const last = later.at(-1) ?? Buffer.alloc(512);
      expect([1, 4]).toContain(last.readUInt16LE(2) & 7);
      expect(last.readUInt32LE(4)).toBe(DWORD10);
      const cameUp =
        (before.readUInt16LE(2) & 0x100) === 0 && ours.some((page) => (page.readUInt16LE(2) & 0x100) !== 0);
      expect(seenRunning || cameUp).toBe(true);
    }),
    { numRuns: 1_500 },
  );
  // The pages are near enough to the truth that some runs do complete: otherwise this would show nothing.
  expect(completed).toBeGreaterThan(0);
});
