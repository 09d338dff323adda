import type { ReadStream, WriteStream } from 'node:tty';
import { createBench } from './bench.ts';
import type { LabKernel } from './kernel.ts';
import { DOZEN_DRIVES, type LabDrive } from './labDrive.ts';

const HOURS_12_MS = 12 * 3_600_000;

/**
 * A root prompt in a bench with a dozen drives, until the shell ends. Input that is no terminal is read as a script. Nothing of the host can
 * be changed from there but the bench's own temporary folder, which goes when the shell ends.
 */
export async function labShell(
  kernel: LabKernel,
  input: ReadStream,
  output: WriteStream,
  drives: readonly LabDrive[] = DOZEN_DRIVES,
): Promise<void> {
  const bench = await createBench({ kernel, drives, lifetimeMs: HOURS_12_MS });
  try {
    output.write(`Booting a bench with ${drives.length} drives (kernel ${kernel.version}) ...\n`);
    await bench.boot();
    output.write(
      `Images on this host: ${bench.folder}\nThe host's own files are there to read; writes stay in memory. Leave with exit.\n`,
    );
    const { rows = 24, columns = 80 } = output;
    const start = `stty rows ${rows} cols ${columns}; export TERM=xterm-256color PS1='lab:\\w# '; lsblk; exec bash --norc -i`;
    const terminal = await bench.openProcess(['script', '--quiet', '--flush', '--command', start, '/dev/null']);
    if (input.isTTY) input.setRawMode(true);
    terminal.pipe(output, { end: false });
    input.pipe(terminal, { end: true });
    await new Promise<void>((resolve) => terminal.once('close', () => resolve()));
  } finally {
    if (input.isTTY) input.setRawMode(false);
    input.unref();
    await bench.close();
  }
}
