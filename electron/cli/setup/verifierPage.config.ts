import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, UserConfig } from 'vite';

const project = join(import.meta.dirname, '../../..');
const source = (name: string) => join(project, 'renderer/verifier', name);
const policyHash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Puts the one script, the style and their digests for the page's policy into one HTML file, and leaves nothing else. */
const onePage: Plugin = {
  name: 'one-page',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
    const [chunk] = chunks;
    if (chunk === undefined || chunks.length !== 1) throw new Error(`the page needs one script, not ${chunks.length}`);
    // An end tag inside a string of the script would end the script.
    const script = chunk.code.replaceAll('</script', '<\\/script');
    const style = readFileSync(source('style.css'), 'utf8');
    const places: Record<string, string> = {
      '%SCRIPT_HASH%': policyHash(script),
      '%STYLE_HASH%': policyHash(style),
      '<!--SCRIPT-->': `<script>${script}</script>`,
      '<!--STYLE-->': `<style>${style}</style>`,
    };
    const template = readFileSync(source('page.html'), 'utf8');
    const page = template.replace(/%[A-Z_]+%|<!--[A-Z]+-->/g, (place) => places[place] ?? place);
    for (const name of Object.keys(bundle)) delete bundle[name];
    this.emitFile({ type: 'asset', fileName: 'verify.html', source: page });
  },
};

/** How `out/verifier/verify.html` is built, for `vite build --config` at set-up and for the tests alike. */
export const verifierPageConfig: UserConfig = {
  root: project,
  publicDir: false,
  plugins: [onePage],
  build: {
    outDir: join(project, 'out/verifier'),
    emptyOutDir: true,
    minify: true,
    target: 'es2023',
    lib: { entry: source('main.ts'), formats: ['iife'], name: 'wipebenchVerifier' },
  },
};

export default verifierPageConfig;
