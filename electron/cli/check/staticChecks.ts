import { packageProgram, rooms } from './rooms.ts';
import { runTitled, type TitledResult } from './runTitled.ts';

/** Types of every room and lint, two at a time; prints one line each and the output of what failed. */
export async function runStaticChecks(write: (text: string) => void): Promise<TitledResult[]> {
  const checks = [
    ...rooms.map((room) => () => runTitled(`types of ${room}`, packageProgram('tsc'), ['-p', `${room}/tsconfig.json`])),
    () => runTitled('lint and format', packageProgram('biome'), ['ci', '--colors=off', '--error-on-warnings', '.']),
  ];
  const results: TitledResult[] = [];
  const worker = async () => {
    for (let check = checks.shift(); check !== undefined; check = checks.shift()) {
      const result = await check();
      results.push(result);
      write(`${result.passed ? 'passed' : 'FAILED'}  ${result.title}  (${(result.elapsedMs / 1000).toFixed(1)} s)\n`);
      if (!result.passed) write(`${result.output}\n`);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}
