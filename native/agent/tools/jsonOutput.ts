import type { z } from 'zod';
import { known, type Reading, unknown } from './reading.ts';
import type { ToolRun } from './run.ts';

/** Reads a run's whole stdout as JSON of the given shape. Cut, broken or unexpected output is "not read". */
export function jsonOutput<S extends z.ZodType>(run: ToolRun, schema: S): Reading<z.infer<S>> {
  if (run.ending !== 'exited') return unknown(`${run.tool} ${run.ending}`);
  if (run.outputCut) return unknown(`${run.tool} said more than is read`);
  let raw: unknown;
  try {
    raw = JSON.parse(run.stdout.toString('utf8'));
  } catch {
    return unknown(`${run.tool} (exit ${run.exitCode}) gave no JSON`);
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success)
    return unknown(`${run.tool} gave JSON of another shape: ${parsed.error.issues[0]?.message ?? ''}`);
  return known(parsed.data);
}
