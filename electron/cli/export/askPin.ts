import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks for a PIN on the terminal without showing it; without a terminal it is the first line of the input. */
export async function askPin(prompt: string): Promise<string> {
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    if (terminal) process.stderr.write('\n');
  }
}
