import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The bytes of `verify.html`, which set-up builds from `core/record` alone. Looked for in `out/` above this module, because sources and built app
 * stand at different depths. Throws, with what to do, when it was not built.
 */
export async function verifierPage(): Promise<Uint8Array> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const path = join(folder, 'out/verifier/verify.html');
    if (existsSync(path)) return readFile(path);
    if (folder === dirname(folder)) {
      throw new Error(
        'out/verifier/verify.html is not there. Run: npx vite build --config electron/cli/setup/verifierPage.config.ts',
      );
    }
  }
}
