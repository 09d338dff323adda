import { closeSync, fsyncSync, openSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { FillProgress, Migration } from './migration.ts';

/** The database was made by a later Wipebench than this one. */
export class StoreTooNew extends Error {
  constructor(found: number, known: number) {
    super(
      `The station's database has schema ${found}; this Wipebench knows ${known}. It was opened by a later version and is left untouched. Start that version.`,
    );
    this.name = 'StoreTooNew';
  }
}

/** Hears how far a step is. */
export type MigrationProgress = (step: string, ...heard: Parameters<FillProgress>) => void;

/**
 * Brings a database to the last schema, each step in its own transaction with `user_version`. Before the first step on a database that holds
 * anything, a copy is written to `copyPath(from)`. Answers the copy's path, or null when none was needed.
 */
export function migrate(
  database: Database,
  steps: readonly Migration[],
  copyPath: (fromVersion: number) => string,
  progress: MigrationProgress = () => undefined,
): string | null {
  steps.forEach((step, index) => {
    if (step.number !== index + 1)
      throw new Error(`migration ${step.name} has number ${step.number}, not ${index + 1}`);
  });
  const from = database.pragma('user_version', { simple: true }) as number;
  if (from > steps.length) throw new StoreTooNew(from, steps.length);
  if (from === steps.length) return null;
  let copy: string | null = null;
  if (from > 0) {
    copy = copyPath(from);
    database.prepare('VACUUM INTO ?').run(copy);
    const file = openSync(copy, 'r');
    fsyncSync(file);
    closeSync(file);
  }
  for (const step of steps.slice(from)) {
    database.transaction(() => {
      database.exec(step.sql);
      step.fill?.(database, (done, total) => progress(step.name, done, total));
      database.pragma(`user_version = ${step.number}`);
    })();
  }
  return copy;
}
