import type { RunTool, Tool } from './run.ts';

const ANSWER_MS = 20_000;

/**
 * Asks the enclosure to light or darken the locate LED of one block device (ledctl(8), Debian package ledmon). `--listed-only` leaves all other lights as they
 * are; its own log would need a folder that the agent may not write. Answers whether ledctl took the request: it ends with 0 also where the
 * enclosure then does nothing, and never says whether a light is lit.
 */
export async function askLocateLight(
  run: RunTool,
  ledctl: Tool,
  devicePath: string,
  lit: boolean,
): Promise<{ readonly asked: true } | { readonly asked: false; readonly why: string }> {
  const pattern = `${lit ? 'locate' : 'locate_off'}=${devicePath}`;
  const result = await run(ledctl, ['--listed-only', '--log=/dev/null', pattern], { timeoutMs: ANSWER_MS });
  if (result.ending !== 'exited') return { asked: false, why: result.ending };
  return result.exitCode === 0 ? { asked: true } : { asked: false, why: `exit ${result.exitCode}` };
}
