#!/usr/bin/env node
// The door every command goes through: sets up what the command needs on whatever Node started it (20 or newer), then goes on under
// the project's own Node 24. Plain JavaScript without packages, because none may be installed yet.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { needsOf } from './setup/needs.mjs';
import { prepare, projectFolder } from './setup/prepare.mjs';

const [command = 'help', ...rest] = process.argv.slice(2);
const problem = prepare(needsOf(command, rest));
if (problem !== null) {
  process.stderr.write(`\n${problem}\n`);
  process.exit(2);
}
const node24 = join(projectFolder, 'node_modules/node/bin/node');
const child = spawn(node24, [join(projectFolder, 'electron/cli/main.ts'), command, ...rest], {
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${join(projectFolder, 'node_modules/.bin')}:${process.env.PATH ?? '/usr/bin:/bin'}`,
  },
});
// Who ends this door ends what stands behind it. Ctrl-C reaches both from the terminal: the door only waits for the other's orderly end.
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => undefined);
child.on('error', (error) => {
  process.stderr.write(
    `wipebench: Node 24 did not start: ${error.message}\nDelete node_modules and run the command again.\n`,
  );
  process.exit(2);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
