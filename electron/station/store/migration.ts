import type { Database } from 'better-sqlite3';

/** Hears how many rows of how many a migration has gone through. */
export type FillProgress = (done: number, total: number) => void;

/** One step of the schema. It stands for ever once released; a change is a new number. */
export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Fills what the step added from rows that were there before it, in the same transaction. */
  readonly fill?: (database: Database, progress: FillProgress) => void;
};
