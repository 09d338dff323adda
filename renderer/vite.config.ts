import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);

/**
 * How the window is built, for `vite build --config renderer/vite.config.ts` and for electron-vite alike. Relative addresses, so that it opens
 * from the station's web server and from Electron's own protocol; nothing is inlined as data except the empty icon.
 */
export const rendererConfig: UserConfig = {
  root: here('.'),
  base: './',
  plugins: [react()],
  build: {
    outDir: here('../out/renderer'),
    emptyOutDir: true,
    minify: true,
    target: 'chrome144',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: here('./index.html') },
  },
};

export default rendererConfig;
