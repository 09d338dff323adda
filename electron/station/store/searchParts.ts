/** The index of parts knows what stands at each place of a text up to so many characters; what follows is looked up in the row. */
export const LONGEST_PART = 12;
/** A shorter text is a word or the start or end of one, never the inside. */
const SHORTEST_PART = 3;

/**
 * What the index of parts holds of a folded text: what begins at each of its characters, so that a text from anywhere in it is the start of one part. None
 * twice. Written into the index once, so a change of this rule needs a new migration.
 */
export function partsOf(folded: string): string[] {
  const characters = [...folded];
  const parts = new Set<string>();
  for (let from = 0; from + SHORTEST_PART <= characters.length; from += 1)
    parts.add(characters.slice(from, from + LONGEST_PART).join(''));
  return [...parts];
}

/** Whether the index of parts knows every place of a text. */
export function hasParts(folded: string): boolean {
  return folded.length >= SHORTEST_PART && [...folded].length >= SHORTEST_PART;
}

/** Where the index of parts is entered for a folded text: by the end of a long one, because numbers begin alike. */
export function partKey(folded: string): string {
  return folded.length <= LONGEST_PART ? folded : [...folded].slice(-LONGEST_PART).join('');
}

/** The parts of all these texts, as a JSON array for `json_each`, in the order of the index. */
export function partsJson(foldedTexts: readonly string[]): string {
  return JSON.stringify([...new Set(foldedTexts.flatMap(partsOf))].sort());
}
