// Brings a fresh clone to the point where a command can run. Each step is skipped when its result is there and newer than its sources.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtIsStale, installPackagesIsDue } from './freshness.mjs';
import { installPrograms, missingPrograms } from './programs.mjs';
import { runStep } from './runStep.mjs';

/** The checkout this file belongs to. */
export const projectFolder = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/**
 * Prepares for a command. Answers `null` when everything is there, else one text for the person: what is missing and the one command
 * that mends it.
 * @param {import('./needs.mjs').Needs} needs
 * @returns {string | null}
 */
export function prepare(needs) {
  const missing = missingPrograms(needs.programs);
  if (missing.length > 0) {
    const problem = installPrograms(missing);
    if (problem !== null) return problem;
  }
  if (installPackagesIsDue(projectFolder)) {
    const npm = process.env.npm_execpath;
    const [program, first] = npm?.endsWith('.js') === true ? [process.execPath, [npm]] : ['npm', []];
    const problem = runStep(
      'npm packages and Node 24',
      program,
      [...first, 'ci', '--strict-allow-scripts', '--no-audit', '--no-fund'],
      projectFolder,
    );
    if (problem !== null) return problem;
  }
  if (
    needs.engine &&
    builtIsStale(join(projectFolder, 'native/engine'), join(projectFolder, 'build/native/wipebench-engine'))
  ) {
    const fresh = !existsSync(join(projectFolder, 'build/native/CMakeCache.txt'));
    const configure = [
      '-S',
      'native',
      '-B',
      'build/native',
      '-DCMAKE_BUILD_TYPE=Release',
      ...(fresh ? ['-G', 'Unix Makefiles'] : []),
    ];
    const problem =
      runStep('the disk engine: configure', 'cmake', configure, projectFolder) ??
      runStep('the disk engine: compile', 'cmake', ['--build', 'build/native', '--parallel', '2'], projectFolder);
    if (problem !== null) return problem;
  }
  if (needs.engine && agentFileIsStale()) {
    const problem = buildAgentFile();
    if (problem !== null) return problem;
  }
  if (needs.window && windowIsStale()) {
    const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
    const node24 = join(projectFolder, 'node_modules/node/bin/node');
    const problem = runStep(
      'the window',
      node24,
      [vite, 'build', '--config', 'renderer/vite.config.ts'],
      projectFolder,
    );
    if (problem !== null) return problem;
  }
  if (needs.verifierPage && verifierPageIsStale()) return buildVerifierPage();
  return null;
}

/**
 * Builds the agent as one file, which the drive lab runs and a package ships, and beside it the program that it has draw certificates. Answers `null`, or
 * the problem as one text.
 */
export function buildAgentFile() {
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  const node24 = join(projectFolder, 'node_modules/node/bin/node');
  const built = (/** @type {string} */ title, /** @type {string} */ config) =>
    runStep(title, node24, [vite, 'build', '--config', `electron/cli/setup/${config}`], projectFolder);
  return (
    built('the agent as one file', 'agentFile.config.ts') ??
    built('the program that draws certificates', 'drawingProgram.config.ts')
  );
}

/** What the files in `out/agent` are made of. */
const agentSources = {
  'agent.mjs': ['native/agent', 'core', 'electron/cli/setup', 'package-lock.json'],
  'drawPage.mjs': [
    'electron/station/certificates',
    'electron/station/paper',
    'core',
    'electron/cli/setup',
    'package-lock.json',
  ],
};

/** Whether the one-file agent, or the program that draws for it, is missing or older than what it is made of. */
export function agentFileIsStale() {
  return Object.entries(agentSources).some(([file, sources]) =>
    sources.some((source) => builtIsStale(join(projectFolder, source), join(projectFolder, 'out/agent', file))),
  );
}

/** Builds `verify.html`, the page that goes into each export. */
function buildVerifierPage() {
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  const node24 = join(projectFolder, 'node_modules/node/bin/node');
  const argv = [vite, 'build', '--config', 'electron/cli/setup/verifierPage.config.ts'];
  return runStep('the verifier page', node24, argv, projectFolder);
}

/** Whether `verify.html` is missing or older than what it is made of. */
export function verifierPageIsStale() {
  const built = join(projectFolder, 'out/verifier/verify.html');
  return ['renderer/verifier', 'core/record', 'electron/cli/setup'].some((sources) =>
    builtIsStale(join(projectFolder, sources), built),
  );
}

function windowIsStale() {
  const built = join(projectFolder, 'out/renderer/index.html');
  return ['renderer', 'core', 'resources/fonts'].some((sources) => builtIsStale(join(projectFolder, sources), built));
}
