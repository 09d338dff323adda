import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { isCode } from '../paths/durableFile.ts';

/** Only what a built renderer holds is served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** The file of the renderer under a URL path, or null. Nothing outside `folder` is read, by `..`, by encoding or by a symbolic link. */
export async function rendererFile(
  folder: string,
  urlPath: string,
): Promise<{ type: string; bytes: Uint8Array } | null> {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const wanted = path === '/' ? '/index.html' : path;
  const type = TYPES[extname(wanted)];
  if (type === undefined) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, wanted));
    if (!file.startsWith(root + sep)) return null;
    return { type, bytes: await readFile(file) };
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'].some((code) => isCode(cause, code))) return null;
    throw cause;
  }
}
