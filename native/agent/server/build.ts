import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const packageFile = resolve(import.meta.dirname, '../../../package.json');

/** What this agent calls itself in records and greetings. */
export const AGENT_BUILD = `wipebench ${z.looseObject({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version}`;
