import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Absolute path of a file below `resources/`, found by walking up from this module: the sources and the built app stand at different depths.
 * Throws when no folder above holds it.
 */
export function resourceFile(...names: readonly string[]): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = join(folder, 'resources', ...names);
    if (existsSync(path)) return path;
    if (folder === dirname(folder))
      throw new Error(`resources/${names.join('/')} is missing above ${import.meta.dirname}`);
  }
}
