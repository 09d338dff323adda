import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin, UserConfig } from 'vite';

const project = join(import.meta.dirname, '../../..');
const PDFKIT = '/pdfkit/js/pdfkit.node.mjs';
const PROFILE = 'let iccProfile;';

/** pdfkit reads its colour profile from a file beside its own; the program may open none, so the profile goes into the program. */
const profileInside: Plugin = {
  name: 'profile-inside',
  transform(code, id) {
    if (!id.endsWith(PDFKIT)) return null;
    if (code.split(PROFILE).length !== 2) throw new Error(`${id} reads its colour profile in another way than it did`);
    const profile = readFileSync(join(dirname(id), 'data/sRGB_IEC61966_2_1.icc')).toString('base64');
    return code.replace(PROFILE, `let iccProfile = Buffer.from('${profile}', 'base64');`);
  },
};

/** It is run from standard input, where nothing beside it can be imported. */
const oneFile: Plugin = {
  name: 'one-file',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
    const imported = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
    const foreign = imported.filter((name) => !isBuiltin(name));
    const drawing = chunks.some(({ moduleIds }) => moduleIds.some((id) => id.endsWith(PDFKIT)));
    if (chunks.length !== 1 || foreign.length > 0 || !drawing) {
      throw new Error(`the drawing program is not one whole file: ${chunks.length} parts, imports ${foreign.join()}`);
    }
  },
};

/** How `out/agent/drawPage.mjs` is built, the program that draws what the agent signs; after the agent's own file, which empties the folder. */
const drawingProgramConfig: UserConfig = {
  root: project,
  publicDir: false,
  ssr: { noExternal: true },
  plugins: [profileInside, oneFile],
  build: {
    ssr: join(project, 'electron/station/certificates/drawForAgent.ts'),
    outDir: join(project, 'out/agent'),
    emptyOutDir: false,
    minify: false,
    target: 'node24',
    rolldownOptions: { output: { entryFileNames: 'drawPage.mjs' } },
  },
};

export default drawingProgramConfig;
