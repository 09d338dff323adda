/** Which places, by the engine's own words: anywhere, or one in each of `count` equal parts and the first and last block. */
export const CANARY_LAYOUT = 'stratified';

/** The engine's arguments for planting or checking the seeded canaries over the descriptor 3. */
export function canaryArgv(
  what: 'plant' | 'check',
  plan: { readonly sizeBytes: number; readonly seed: string; readonly count: number },
): string[] {
  return [
    'canary',
    what,
    ...['--fd', '3'],
    ...['--size', String(plan.sizeBytes)],
    ...['--canary-seed', plan.seed],
    ...['--count', String(plan.count)],
    ...['--layout', CANARY_LAYOUT],
  ];
}
