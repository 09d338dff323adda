import { statSync } from 'node:fs';

/**
 * Remembers what a program told of itself, and asks again only when its file is another one: a package that was updated under a running agent is
 * noticed. Throws when the file is not there.
 */
export function createOncePerFile<Told>(): (key: string, path: string, tell: () => Promise<Told>) => Promise<Told> {
  const remembered = new Map<string, { readonly file: string; readonly told: Promise<Told> }>();
  return (key, path, tell) => {
    const { ino, size, mtimeMs, dev } = statSync(path);
    const file = [path, dev, ino, size, mtimeMs].join('|');
    const before = remembered.get(key);
    if (before?.file === file) return before.told;
    const told = tell();
    remembered.set(key, { file, told });
    return told;
  };
}
