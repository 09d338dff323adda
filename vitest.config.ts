import { defineConfig } from 'vitest/config';

/** Projects by what a test needs (docs/architecture.md): each can be run alone, `vitest run --project unit`. */
export default defineConfig({
  test: {
    projects: ['unit', 'contract', 'integration', 'e2e'].map((name) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        testTimeout: name === 'unit' || name === 'contract' ? 20_000 : 120_000,
        hookTimeout: name === 'unit' || name === 'contract' ? 20_000 : 120_000,
        pool: 'forks' as const,
      },
    })),
    maxWorkers: 2,
  },
});
