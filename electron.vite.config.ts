import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import renderer from './renderer/vite.config.ts';

const at = (path: string) => resolve(import.meta.dirname, path);

/** The packaged app: shell, preload (one CommonJS file, as a sandboxed preload must be) and station are bundled; the renderer is the browser's. */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      rollupOptions: {
        input: {
          index: at('electron/main/index.ts'),
          station: at('electron/station/main.ts'),
          readerThread: at('electron/station/lots/import/readerThread.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: at('out/preload'),
      rollupOptions: {
        input: { index: at('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
});
