import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { BenchLayout } from '../drives/benchLayout.ts';
import { askLocateLight } from '../tools/ledctl.ts';
import type { RunTool, Tool } from '../tools/run.ts';

export type LocateNeeds = {
  readonly layout: BenchLayout;
  readonly run: RunTool;
  readonly locate: (name: string) => Promise<Tool | null>;
};

/** Lights or darkens the locate LED of a bay. Every way in which no light can have changed is a refusal. */
export async function locateBay(
  { layout, run, locate }: LocateNeeds,
  bayId: string,
  lit: boolean,
): Promise<Answer<Record<string, never>>> {
  const lamp = layout.lamp(bayId);
  if (lamp.outcome === 'refused') return lamp;
  const ledctl = await locate('ledctl');
  if (ledctl === null) return { outcome: 'refused', refusals: [refuse('locate-missing')] };
  const told = await askLocateLight(run, ledctl, lamp.value.devicePath, lit);
  if (!told.asked) return { outcome: 'refused', refusals: [refuse('locate-refused', { why: told.why })] };
  return { outcome: 'done', value: {} };
}
