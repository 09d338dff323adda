import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stationPaths } from '../../station/paths/stationPaths.ts';
import { startUntilReady } from '../bench/childProcess.ts';
import { startVirtualAgent } from '../bench/virtualAgent.ts';
import { packageProgram, projectFolder } from '../check/rooms.ts';
import { startLabBench } from '../lab/labBench.ts';
import { runStep } from '../setup/runStep.mjs';
import { plugFirstDrives } from './firstDrives.ts';
import { chooseWindow } from './windowChoice.ts';

const REAL_SOCKET = '/run/wipebench/agent.sock';

type StartOptions = {
  readonly virtual: boolean;
  readonly lab: boolean;
  readonly agentSocket: string;
  readonly port: string;
  readonly noWindow: boolean;
};

/**
 * `npm start`: opens the station's window. Electron where its runtime can be had, else a Chromium app window on the same renderer, else it serves
 * on 127.0.0.1 and prints the one-time address. `--virtual` brings its own bench of image files, `--lab` an emulated PC with
 * emulated drives of every kind (what it seals is kept only while it runs). Ends when the window is closed or on Ctrl-C.
 */
export async function runStart(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const options = readOptions(argv);
  if ('problem' in options) {
    write(`${options.problem}\n`);
    return 2;
  }
  const runFolder = mkdtempSync(join(tmpdir(), 'wipebench-'));
  const children: { stop(): Promise<void> }[] = [];
  try {
    const environment = { ...process.env };
    let agentSocket = options.agentSocket;
    if (options.virtual) {
      const folder = join(stationPaths(process.env).data, 'virtual');
      const agent = await startVirtualAgent(folder, runFolder, 'Virtual bench');
      children.push(agent);
      agentSocket = agent.socketPath;
      environment.WIPEBENCH_HOME = join(folder, 'station');
      if (readdirSync(join(agent.benchFolder, 'bays')).length === 0) await plugFirstDrives(agentSocket);
    } else if (options.lab) {
      const lab = await startLabBench(runFolder, write);
      if (lab === null) return 2;
      children.push(lab);
      agentSocket = lab.socketPath;
      environment.WIPEBENCH_HOME = join(runFolder, 'station');
    } else if (!existsSync(agentSocket)) {
      write(
        `There is no agent at ${agentSocket}: the window opens and says so until one is started (docs/operations.md).\n`,
      );
      write('To try Wipebench without drives and without root: npm start -- --virtual\n');
    }
    return await openWindow(options, agentSocket, environment, children, write);
  } catch (cause) {
    write(`wipebench: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    return 1;
  } finally {
    for (const child of children.reverse()) await child.stop();
    rmSync(runFolder, { recursive: true, force: true });
  }
}

function readOptions(argv: readonly string[]): StartOptions | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        virtual: { type: 'boolean', default: false },
        lab: { type: 'boolean', default: false },
        agent: { type: 'string', default: REAL_SOCKET },
        port: { type: 'string', default: '0' },
        'no-window': { type: 'boolean', default: false },
      },
    });
    return {
      virtual: values.virtual,
      lab: values.lab,
      agentSocket: values.agent,
      port: values.port,
      noWindow: values['no-window'],
    };
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    return { problem: `${words}\nUse: npm start -- [--virtual] [--lab] [--agent SOCKET] [--port N] [--no-window]` };
  }
}

async function openWindow(
  options: StartOptions,
  agentSocket: string,
  environment: NodeJS.ProcessEnv,
  children: { stop(): Promise<void> }[],
  write: (text: string) => void,
): Promise<number> {
  const tell = (text: string) => write(`${text}\n`);
  const asRoot = process.getuid?.() === 0;
  const choice = options.noWindow
    ? ({ kind: 'serve', why: '--no-window was given' } as const)
    : chooseWindow(process.env, asRoot, tell);
  if (choice.kind === 'electron') {
    const problem = runStep("Electron's bundle", packageProgram('electron-vite'), ['build'], projectFolder);
    if (problem !== null) throw new Error(problem);
    return ended(
      spawn(choice.program, [projectFolder, '--agent', agentSocket], { stdio: 'inherit', env: environment }),
    );
  }
  const station = await startUntilReady(
    'wipebench-station',
    [
      join(projectFolder, 'electron/station/main.ts'),
      '--agent',
      agentSocket,
      '--serve-port',
      options.port,
      '--renderer',
      join(projectFolder, 'out/renderer'),
    ],
    environment,
  );
  children.push(station);
  const address = station.readyLine.split(' ').at(-1) ?? '';
  if (choice.kind === 'chromium') {
    tell(`${choice.why}: a Chromium window is opened instead.`);
    const profile = join(stationPaths(environment).state, 'chromium');
    return ended(
      spawn(
        choice.program,
        [`--app=${address}`, `--user-data-dir=${profile}`, '--no-first-run', '--disable-background-networking'],
        {
          stdio: 'ignore',
          env: environment,
        },
      ),
    );
  }
  tell(`No window is opened: ${choice.why}.`);
  tell(`Open this address in a browser on this PC (it works once):\n\n  ${address}\n\nCtrl-C ends the station.`);
  return ended(station.process);
}

/** Resolves with the exit code when the program ends; Ctrl-C or SIGTERM ends it first. */
function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = () => void child.kill('SIGTERM');
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 0));
  });
}
