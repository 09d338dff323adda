#!/usr/bin/env node
// The door every command goes through: sets up what the command needs on whatever Node started it (20 or newer), then goes on under
// the project's own Node 24. Plain JavaScript without packages, because none may be installed yet.
import { spawnSync } from 'node:child_process';
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
const done = spawnSync(node24, [join(projectFolder, 'electron/cli/main.ts'), command, ...rest], {
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${join(projectFolder, 'node_modules/.bin')}:${process.env.PATH ?? '/usr/bin:/bin'}`,
  },
});
if (done.error !== undefined) {
  process.stderr.write(
    `wipebench: Node 24 did not start: ${done.error.message}\nDelete node_modules and run the command again.\n`,
  );
  process.exit(2);
}
const signalNumber = done.signal === null ? 0 : constants.signals[done.signal];
process.exit(done.status ?? 128 + signalNumber);
