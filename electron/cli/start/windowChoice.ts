import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../check/rooms.ts';
import { findProgram } from '../setup/programs.mjs';

export type WindowChoice =
  | { readonly kind: 'electron'; readonly program: string }
  | { readonly kind: 'chromium'; readonly program: string; readonly why: string }
  | { readonly kind: 'serve'; readonly why: string };

/** Longest wait for Electron's own download; where it is blocked it fails in a second. */
const DOWNLOAD_MS = 300_000;

/** Which window this PC can show: Electron, else a Chromium app window on the same renderer, else only an address to open. */
export function chooseWindow(
  environment: NodeJS.ProcessEnv,
  asRoot: boolean,
  tell: (text: string) => void,
): WindowChoice {
  const display = environment.DISPLAY ?? environment.WAYLAND_DISPLAY;
  if (display === undefined || display === '') return { kind: 'serve', why: 'this session has no display' };
  if (asRoot)
    return {
      kind: 'serve',
      why: 'a window is never opened as root; start it as an ordinary user, or open the address as one',
    };
  const electron = electronProgram(environment, tell);
  if (electron !== null) return { kind: 'electron', program: electron };
  const chromium = findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
  if (chromium !== null)
    return { kind: 'chromium', program: chromium, why: "Electron's runtime could not be downloaded" };
  return {
    kind: 'serve',
    why: "Electron's runtime could not be downloaded and no Chromium is installed (sudo apt-get install chromium)",
  };
}

function electronProgram(environment: NodeJS.ProcessEnv, tell: (text: string) => void): string | null {
  const folder = join(projectFolder, 'node_modules/electron');
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined) return existsSync(join(override, 'electron')) ? join(override, 'electron') : null;
  if (!existsSync(folder)) return null;
  if (!existsSync(join(folder, 'path.txt'))) {
    tell("Fetching Electron's runtime, once ...");
    spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: DOWNLOAD_MS });
  }
  const marker = join(folder, 'path.txt');
  if (!existsSync(marker)) return null;
  const program = join(folder, 'dist', readFileSync(marker, 'utf8').trim());
  return existsSync(program) ? program : null;
}
