import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/sequencer/longestFirst.ts';

/** For what is awaited: a second, as it comes, is less than a busy computer may need for anything. */
const PATIENT_POLL = { timeout: 30_000 };

/** Projects by what a test needs (docs/architecture.md): each can be run alone, `vitest run --project unit`. */
export default defineConfig({
  test: {
    projects: [
      ...['unit', 'contract', 'integration', 'e2e'].map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          // Only ends what hangs; a slow or busy machine must not fail a promise.
          testTimeout: name === 'unit' || name === 'contract' ? 120_000 : 300_000,
          hookTimeout: name === 'unit' || name === 'contract' ? 120_000 : 300_000,
          expect: { poll: PATIENT_POLL },
          pool: 'forks' as const,
          globalSetup: [
            ...(['integration', 'e2e'].includes(name)
              ? ['test/fixtures/verifierPage/buildVerifierPage.ts', 'test/fixtures/agentFile/buildAgentFile.ts']
              : []),
            ...(name === 'e2e' ? ['test/fixtures/window/buildWindowOnce.ts'] : []),
          ],
        },
      })),
      {
        // After everything else, and two emulated PCs side by side: each keeps about one processor of this computer busy.
        test: {
          name: 'lab',
          include: ['test/lab/scenarios/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: PATIENT_POLL },
          pool: 'forks' as const,
          maxWorkers: 2,
          globalSetup: ['test/fixtures/agentFile/buildAgentFile.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
    // One more than the processors of a small computer: tests wait for disks, browsers and other processes a third of their time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
