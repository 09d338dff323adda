import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Tool } from '../../../native/agent/tools/run.ts';

/** What `probe --fd 3` answers for a regular file or a block device, by fstat and sysfs alone; only for checkouts without the built engine. */
const STAND_IN = `#!/usr/bin/env -S ${process.execPath}
const { fstatSync, readFileSync, realpathSync } = require('node:fs');
const status = fstatSync(3);
const block = status.isBlockDevice();
const number = block ? status.rdev : status.dev;
const major = Math.floor(number / 256) % 4096, minor = number % 256;
const sys = (name) => Number(readFileSync(realpathSync('/sys/dev/block/' + major + ':' + minor) + '/' + name, 'utf8'));
const flags = Number.parseInt(/flags:\\s*(\\d+)/.exec(readFileSync('/proc/self/fdinfo/3', 'utf8'))[1], 8);
console.log(JSON.stringify({ kind: block ? 'block' : 'file', major, minor, inode: status.ino, sizeBytes: block ? sys('size') * 512 : status.size,
  logicalBlockBytes: 512, physicalBlockBytes: 4096, readOnly: (flags & 3) === 0 || (block && sys('ro') === 1), rotational: null,
  diskSequence: block ? sys('diskseq') : null }));
`;

/** The built engine, else a stand-in that only answers `probe`, with a printed word that it is one. */
export function engineForTests(): Tool {
  const built = resolve(import.meta.dirname, '../../../build/native/wipebench-engine');
  if (existsSync(built)) return { name: 'wipebench-engine', path: built, version: 'built' };
  console.log('the engine is not built: a stand-in answers probe');
  const path = join(mkdtempSync(join(tmpdir(), 'engine-stand-in-')), 'engine.cjs');
  writeFileSync(path, STAND_IN);
  chmodSync(path, 0o755);
  return { name: 'wipebench-engine', path, version: 'stand-in' };
}
