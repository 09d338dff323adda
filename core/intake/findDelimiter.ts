import { type Delimiter, delimiter } from './listShape.ts';

const LOOKED_AT = 40;

/**
 * The delimiter of the text of a list's beginning: the one that cuts most lines into the same number of cells, more cells counting more. Quoted text is never
 * cut. A first line `sep=;`, which Excel obeys, decides.
 */
export function findDelimiter(text: string): Delimiter {
  const told = /^\uFEFF?sep=(.)(?:\r|\n|$)/i.exec(text)?.[1];
  const asked = delimiter.safeParse(told);
  if (asked.success) return asked.data;
  let best: { readonly mark: Delimiter; readonly score: number } = { mark: ',', score: 0 };
  for (const mark of delimiter.options) {
    const score = scoreOf(widths(text, mark));
    if (score > best.score) best = { mark, score };
  }
  return best.mark;
}

/** Whether the file begins with the line `sep=;`, which is no row of the list. */
export function isSeparatorLine(cells: readonly string[]): boolean {
  const first = cells[0] ?? '';
  return /^\uFEFF?sep=.?$/i.test(first) && cells.slice(1).every((cell) => cell === '');
}

function scoreOf(counts: readonly number[]): number {
  const frequency = new Map<number, number>();
  for (const count of counts) if (count > 1) frequency.set(count, (frequency.get(count) ?? 0) + 1);
  let score = 0;
  for (const [count, lines] of frequency) score = Math.max(score, (lines / counts.length) * Math.log2(count + 1));
  return score;
}

/** How many cells each of the first lines with anything in it has. */
function widths(text: string, mark: Delimiter): number[] {
  const counts: number[] = [];
  let cells = 1;
  let quoted = false;
  let blank = true;
  let cellBegins = true;
  for (const character of text) {
    if (quoted) {
      if (character === '"') quoted = false;
      continue;
    }
    if (character === '"' && (cellBegins || !blank)) quoted = cellBegins;
    if (character === '\n') {
      if (!blank) counts.push(cells);
      if (counts.length === LOOKED_AT) return counts;
      cells = 1;
      blank = true;
      cellBegins = true;
      continue;
    }
    cellBegins = character === mark;
    if (cellBegins) cells += 1;
    else if (character !== '\r') blank = false;
  }
  if (!blank) counts.push(cells);
  return counts;
}
