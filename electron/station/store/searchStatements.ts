/** A table of derived rows that the screens search. */
export type SearchedTable = {
  readonly table: 'records' | 'certificates';
  readonly words: 'record_words' | 'certificate_words';
  readonly trigrams: 'record_search' | 'certificate_search';
  /** The index of what begins at each character of a word; `null` where only the trigrams know the inside of words. */
  readonly parts: PartsIndex | null;
  readonly columns: readonly string[];
  /** The columns that are searched, and the one with the date. */
  readonly fields: readonly string[];
  readonly at: string;
};

export type PartsIndex = {
  readonly table: 'certificate_parts';
  /** Texts that rows share, once each; the index has their negative numbers. */
  readonly texts: 'certificate_texts';
};

/**
 * Every statement of a search, by what it does. Each begins at a place of an index and ends at its LIMIT: none walks a table. Parameters by place, each
 * written `+?`: SQLite prepares a statement anew on every call when a bare parameter might change its plan (LIMIT, STAT4), which takes three times as long as
 * the search itself, and the plan is the one that is wanted here.
 */
export function searchStatements(searched: SearchedTable, words: number) {
  const { table, trigrams } = searched;
  const columns = searched.columns.map((column) => `${table}.${column}`).join(', ');
  const each = (sql: string) => Array.from({ length: words }, () => sql).join(', ');
  // A row has a word once, so joining is asking whether it is there; CROSS JOIN keeps the order, and the row itself is fetched last.
  const also = Array.from({ length: Math.max(0, words - 1) }, (_, index) => {
    const name = `also${index + 1}`;
    return `CROSS JOIN ${searched.words} AS ${name} ON ${name}.word = +? AND ${name}.seq = found.seq`;
  }).join(' ');
  return {
    /** The newest rows. */
    newest: `SELECT ${columns} FROM ${table} WHERE seq < +? ORDER BY seq DESC LIMIT +?`,
    one: `SELECT ${columns} FROM ${table} WHERE seq = +?`,
    /** Whether a word stands in any row. */
    occurs: `SELECT 1 FROM ${searched.words} WHERE word = +? LIMIT 1`,
    /** Rows with a word, the newest first. */
    word: `SELECT ${columns} FROM ${searched.words} AS found CROSS JOIN ${table} ON ${table}.seq = found.seq
      WHERE found.word = +? AND found.seq < +? ORDER BY found.seq DESC LIMIT +?`,
    /**
     * The stretch of the ledger in which all these words occur, and in how many rows of it each does, up to a limit: the words; each with the place before
     * which rows are wanted; each with the limit.
     */
    stretch: `WITH stretch (low, high) AS MATERIALIZED (SELECT
        max(${each(`(SELECT seq FROM ${searched.words} WHERE word = +? ORDER BY seq LIMIT 1)`)}),
        min(${each(`(SELECT seq FROM ${searched.words} WHERE word = +? AND seq < +? ORDER BY seq DESC LIMIT 1)`)}))
      SELECT low, high, ${each(`(SELECT count(*) FROM (SELECT 1 FROM ${searched.words} WHERE word = +? AND seq >= low AND seq <= high LIMIT +?))`)}
      FROM stretch`,
    /**
     * The newest rows with these words, where the last word narrows the ledger to a short stretch, in which the first word leads and is met a few times: so
     * many of them are looked at. The first word; the last word twice; the place before which rows are wanted; how many are looked at; the other words; how many rows.
     */
    narrowed: `SELECT ${columns} FROM (${inStretchOf(searched.words)}) AS found ${also} CROSS JOIN ${table} ON ${table}.seq = found.seq
      ORDER BY found.seq DESC LIMIT +?`,
    /** How many rows such a search looks at. */
    lookedAt: `SELECT count(*) FROM (${inStretchOf(searched.words)})`,
    /** Rows of a stretch with these words, the newest first; the first word comes last of them in the parameters. */
    together: `SELECT ${columns} FROM ${searched.words} AS found ${also} CROSS JOIN ${table} ON ${table}.seq = found.seq
      WHERE found.word = +? AND found.seq >= +? AND found.seq <= +? ORDER BY found.seq DESC LIMIT +?`,
    /** Rows with a word in one of two ranges: those that start so, and those that end so, which are kept backwards. */
    edges: `SELECT seq FROM (SELECT seq FROM ${searched.words} WHERE word >= +? AND word < +? LIMIT +?)
      UNION ALL SELECT seq FROM (SELECT seq FROM ${searched.words} WHERE word >= +? AND word < +? LIMIT +?)`,
    /** Rows with a part in a range; the `place` of a text that rows share is its negative number. */
    parts:
      searched.parts === null
        ? null
        : `SELECT place, ${columns} FROM (SELECT seq AS place FROM ${searched.parts.table} WHERE part >= +? AND part < +? LIMIT +?)
            LEFT JOIN ${table} ON ${table}.seq = place`,
    text: searched.parts === null ? null : `SELECT text FROM ${searched.parts.texts} WHERE text_id = +?`,
    /** Rows with this text anywhere. */
    anywhere: `SELECT ${columns} FROM ${table} WHERE seq IN
      (SELECT rowid FROM ${trigrams} WHERE ${trigrams} MATCH +? AND rowid < +? ORDER BY rowid DESC LIMIT +?)
      ORDER BY seq DESC`,
  } as const;
}

/** Places of a word within the stretch of the ledger from the first to the last row with another word, the newest first. */
function inStretchOf(words: SearchedTable['words']): string {
  return `SELECT seq FROM ${words} WHERE word = +? AND seq >= (SELECT seq FROM ${words} WHERE word = +? ORDER BY seq LIMIT 1)
        AND seq < min((SELECT seq FROM ${words} WHERE word = +? ORDER BY seq DESC LIMIT 1) + 1, +?) ORDER BY seq DESC LIMIT +?`;
}
