import type { Database } from 'better-sqlite3';
import type { z } from 'zod';

/** Named values of the station, as JSON, parsed on the way out. */
export type Settings = {
  /** The value, or null when it was never set or no longer fits its schema. */
  read<S extends z.ZodType>(name: string, schema: S): z.output<S> | null;
  write(name: string, value: unknown): void;
};

/** Settings on the open store. */
export function settingsOf(database: Database): Settings {
  const select = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?');
  const upsert = database.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    read(name, schema) {
      const row = select.get(name);
      if (row === undefined) return null;
      const parsed = schema.safeParse(JSON.parse(row.value));
      return parsed.success ? parsed.data : null;
    },
    write: (name, value) => void upsert.run(name, JSON.stringify(value)),
  };
}
