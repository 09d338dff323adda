import { SingleBar } from 'cli-progress';
import { askPin } from './askPin.ts';
import { runExport } from './exportCommand.ts';

/** `wipebench export` at a terminal: a bar while the archive is written, and Ctrl-C cancels it without leaving a part. */
export async function exportAtTerminal(argv: readonly string[], out: (text: string) => void): Promise<number> {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  let bar: SingleBar | null = null;
  const endBar = () => {
    bar?.stop();
    bar = null;
  };
  try {
    return await runExport(argv, {
      out: (text) => {
        endBar();
        out(text);
      },
      err: (text) => {
        endBar();
        process.stderr.write(text);
      },
      environment: process.env,
      askPin,
      signal: controller.signal,
      progress(done, total) {
        if (process.stderr.isTTY !== true) return;
        if (bar === null) {
          bar = new SingleBar({
            format: '{bar} {percentage}%  {value}/{total}',
            hideCursor: true,
            stream: process.stderr,
          });
          bar.start(total, done);
        }
        bar.update(done);
      },
    });
  } finally {
    endBar();
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}
