import { runVerify } from '../verify/verifyCommand.ts';
import type { Narration } from './narration.ts';

/** Verifies an export and tells the last line of what the verifier says. */
export async function verifyAloud(path: string, narration: Narration): Promise<boolean> {
  const lines: string[] = [];
  const code = await runVerify([path], { out: (text) => lines.push(text), err: (text) => lines.push(text) });
  narration.say(`wipebench verify: exit ${code}. ${lines.join('').trim().split('\n').at(-1) ?? ''}`);
  return code === 0;
}
