import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

/** Two folders up from the sources and from the built station alike. */
const packageFile = resolve(import.meta.dirname, '../../package.json');

/** What this station calls itself to agent and window. */
export const STATION_BUILD = `wipebench ${z.looseObject({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version}`;
