/** The index of parts knows what stands at each place of a word up to so many characters; what follows is looked up in the row. */
const LONGEST_PART = 12;
/** A shorter text is a word or the start or end of one, never the inside. */
const SHORTEST_PART = 3;

/** The unbroken runs of letters and digits of folded text: what a text without other characters can stand in. */
function runsOf(folded: string): string[] {
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * What the index of parts holds of folded texts: what begins at each character of their words, up to their ends, so that a text from the inside of a word is the
 * start of one part. None twice. Written into the index once, so a change of this rule needs a new migration.
 */
export function partsOf(foldedTexts: readonly string[]): string[] {
  const parts = new Set<string>();
  for (const run of foldedTexts.flatMap(runsOf)) {
    const characters = [...run];
    for (let from = 0; from + SHORTEST_PART <= characters.length; from += 1)
      parts.add(characters.slice(from, from + LONGEST_PART).join(''));
  }
  return [...parts];
}

/** The folded texts of a certificate: those whose parts lead to the certificate itself, and those that it shares with others, whose parts are kept once. */
export type PartTexts = { readonly own: readonly string[]; readonly shared: readonly string[] };

/** A certificate's own number is the last word of its id; the words before it are the station's. */
export function partTexts(numbers: readonly [id: string, ...own: string[]], shared: readonly string[]): PartTexts {
  const [id, ...own] = numbers;
  const words = runsOf(id);
  return { own: [words.pop() ?? '', ...own], shared: [...words, ...shared].filter(hasParts) };
}

/** Whether the index of parts knows every place of a word. */
export function hasParts(folded: string): boolean {
  return folded.length >= SHORTEST_PART && [...folded].length >= SHORTEST_PART;
}

/** Where the index of parts is entered for a folded word: by the end of a long one, because numbers begin alike. */
export function partKey(folded: string): string {
  return folded.length <= LONGEST_PART ? folded : [...folded].slice(-LONGEST_PART).join('');
}
