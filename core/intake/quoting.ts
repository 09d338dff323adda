const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * How the quotation marks of one row of a text list stand (RFC 4180): `right`; `broken`, where a quoted cell ends and something else than a delimiter follows, or does
 * not end. Marks in the middle of a cell that is not quoted (24" screen) are part of it and right.
 */
export function quotingOf(row: Uint8Array, delimiter: number): 'right' | 'broken' {
  let quoted = false;
  let cellBegins = true;
  for (let at = 0; at < row.length; at += 1) {
    const byte = row[at];
    if (quoted) {
      if (byte !== QUOTE) continue;
      const next = row[at + 1];
      if (next === QUOTE) at += 1;
      else if (next === undefined || next === delimiter || next === NEWLINE || next === RETURN) quoted = false;
      else return 'broken';
      continue;
    }
    if (byte === QUOTE && cellBegins) {
      quoted = true;
      continue;
    }
    cellBegins = byte === delimiter || byte === NEWLINE || byte === RETURN;
  }
  return quoted ? 'broken' : 'right';
}
