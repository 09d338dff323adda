import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder this agent is installed in: the nearest one above its file that holds the policies. Run from its sources that is the repository;
 * as one file it is wherever that file and `resources` were unpacked together.
 */
export const INSTALL_FOLDER = nearestAbove(import.meta.dirname);

function nearestAbove(folder: string): string {
  if (existsSync(join(folder, 'resources/policies'))) return folder;
  const above = dirname(folder);
  if (above === folder)
    throw new Error(
      `no folder above ${import.meta.dirname} holds resources/policies: the agent is not installed whole`,
    );
  return nearestAbove(above);
}

/**
 * The program that draws certificates (`native/agent/tools/drawPage.ts`), one file made by set-up: beside the agent where that is one file, too, else where
 * set-up puts both. The agent never imports it.
 */
export const DRAWING_PROGRAM = [import.meta.dirname, join(INSTALL_FOLDER, 'out/agent')]
  .map((folder) => join(folder, 'drawPage.mjs'))
  .find((path) => existsSync(path));
