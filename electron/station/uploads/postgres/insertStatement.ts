/** `INSERT INTO table (columns) VALUES ($1, ...), (...) ON CONFLICT DO NOTHING` for so many rows: the one form that every PostgreSQL-like database takes. */
export function insertStatement(table: string, columns: readonly string[], rows: number): string {
  const places = Array.from({ length: rows }, (_none, row) => {
    const marks = columns.map((_column, column) => `$${row * columns.length + column + 1}`);
    return `(${marks.join(', ')})`;
  });
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${places.join(', ')} ON CONFLICT DO NOTHING`;
}
