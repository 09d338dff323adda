/** Whether the face at hand can draw a character. */
export type CanDraw = (codePoint: number) => boolean;

/** Characters that would change the line without being seen: controls, format and direction marks, odd spaces, private use, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Zs}]/u;

/**
 * The text as it can be printed: what the face lacks, and what nobody could see, stands as `\u{4E2D}` instead of vanishing. A backslash that
 * starts such an escape in the text itself is escaped too, so two texts never print alike.
 */
export function visibleText(text: string, canDraw: CanDraw): string {
  let visible = '';
  let index = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const looksEscaped = character === '\\' && text.startsWith('\\u{', index);
    const plain = character === ' ' || (!UNSEEN.test(character) && canDraw(codePoint) && !looksEscaped);
    visible += plain ? character : `\\u{${codePoint.toString(16).toUpperCase()}}`;
    index += character.length;
  }
  return visible;
}
