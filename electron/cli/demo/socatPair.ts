import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../setup/programs.mjs';

export type TtyPair = { readonly stationEnd: string; readonly printerEnd: string; stop(): Promise<void> };

/** Two joined pseudo-terminals in `folder`: what is written to one comes out of the other, as over a serial cable. */
export async function makeTtyPair(folder: string): Promise<TtyPair> {
  const socat = findProgram('socat');
  if (socat === null) throw new Error('socat is missing (Debian package socat)');
  const stationEnd = join(folder, 'printer-port');
  const printerEnd = join(folder, 'printer');
  const child = spawn(socat, [`pty,raw,echo=0,link=${stationEnd}`, `pty,raw,echo=0,link=${printerEnd}`], {
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (let tries = 0; !(existsSync(stationEnd) && existsSync(printerEnd)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) throw new Error('socat made no pseudo-terminals');
    await sleep(50);
  }
  return {
    stationEnd,
    printerEnd,
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
