/** How a typed search is answered: from the newest down, by the trigram index, or by the start of a word. */
export type SearchPlan =
  | { readonly kind: 'all' }
  | { readonly kind: 'match'; readonly query: string }
  | { readonly kind: 'prefix'; readonly from: string; readonly to: string };

const TRIGRAM = 3;

/**
 * Plans a search. Words of three characters or more may stand anywhere in a field, all of them must be found; a text too short for the trigram
 * index is taken as the start of a field. Nothing that a person types is read as query syntax.
 */
export function planSearch(typed: string): SearchPlan {
  const text = typed.trim();
  if (text === '') return { kind: 'all' };
  if ([...text].length < TRIGRAM) return { kind: 'prefix', from: text, to: `${text}\u{10ffff}` };
  const words = text.split(/\s+/);
  const terms = words.every((word) => [...word].length >= TRIGRAM) ? words : [text];
  return { kind: 'match', query: terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND ') };
}
