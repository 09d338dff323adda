import { join } from 'node:path';
import type { UserConfig } from 'vite';

const project = join(import.meta.dirname, '../../..');

/** How `out/agent/agent.mjs` is built: the agent with all it imports in one file, so that what runs as root is one file that root owns. */
const agentFileConfig: UserConfig = {
  root: project,
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: join(project, 'native/agent/main.ts'),
    outDir: join(project, 'out/agent'),
    emptyOutDir: true,
    minify: false,
    target: 'node24',
    rolldownOptions: { output: { entryFileNames: 'agent.mjs' } },
  },
};

export default agentFileConfig;
