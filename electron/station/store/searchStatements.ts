/** A table of derived rows that the screens search. */
export type SearchedTable = {
  readonly table: 'records' | 'certificates';
  readonly words: 'record_words' | 'certificate_words';
  readonly trigrams: 'record_search' | 'certificate_search';
  readonly columns: readonly string[];
  /** The columns that are searched, and the one with the date. */
  readonly fields: readonly string[];
  readonly at: string;
};

/**
 * Every statement of a search, by what it does. Each begins at a place of an index and ends at its LIMIT: none walks a table. Parameters by place, each
 * written `+?`: SQLite prepares a statement anew on every call when a bare parameter might change its plan (LIMIT, STAT4), which takes three times as long as
 * the search itself, and the plan is the one that is wanted here.
 */
export function searchStatements(searched: SearchedTable, words: number) {
  const { table, trigrams } = searched;
  const columns = searched.columns.map((column) => `${table}.${column}`).join(', ');
  // A row has a word once, so joining is asking whether it is there; CROSS JOIN keeps the order, and the row itself is fetched last.
  const also = Array.from({ length: Math.max(0, words - 1) }, (_, index) => {
    const name = `also${index + 1}`;
    return `CROSS JOIN ${searched.words} AS ${name} ON ${name}.word = +? AND ${name}.seq = found.seq`;
  }).join(' ');
  return {
    /** The newest rows. */
    newest: `SELECT ${columns} FROM ${table} WHERE seq < +? ORDER BY seq DESC LIMIT +?`,
    one: `SELECT ${columns} FROM ${table} WHERE seq = +?`,
    /** Whether a word stands in any row, and in how many up to the limit. */
    occurrences: `SELECT count(*) FROM (SELECT 1 FROM ${searched.words} WHERE word = +? LIMIT +?)`,
    /** Rows with these words, the newest first; the first word comes last in the parameters. */
    words: `SELECT ${columns} FROM ${searched.words} AS found ${also} CROSS JOIN ${table} ON ${table}.seq = found.seq
      WHERE found.word = +? AND found.seq < +? ORDER BY found.seq DESC LIMIT +?`,
    /** Rows with a word in one of two ranges: those that start so, and those that end so, which are kept backwards. */
    parts: `SELECT seq FROM (SELECT seq FROM ${searched.words} WHERE word >= +? AND word < +? LIMIT +?)
      UNION ALL SELECT seq FROM (SELECT seq FROM ${searched.words} WHERE word >= +? AND word < +? LIMIT +?)`,
    /** Rows with this text anywhere. */
    anywhere: `SELECT ${columns} FROM ${table} WHERE seq IN
      (SELECT rowid FROM ${trigrams} WHERE ${trigrams} MATCH +? AND rowid < +? ORDER BY rowid DESC LIMIT +?)
      ORDER BY seq DESC`,
  } as const;
}
