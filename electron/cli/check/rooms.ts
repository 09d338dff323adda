import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const projectFolder = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Every room with a type check of its own (DESIGN: one tsconfig a room, so that a room cannot see what it may not use). */
export const rooms = [
  'core',
  'native/agent',
  'electron/station',
  'electron/cli',
  'electron/main',
  'electron/preload',
  'renderer',
  'test',
] as const;

/** A program of the project's own packages. */
export function packageProgram(name: string): string {
  return join(projectFolder, 'node_modules/.bin', name);
}
