/** Whether the face at hand can draw a character. */
export type CanDraw = (codePoint: number) => boolean;

/** Characters that would change the line without being seen: controls, format and direction marks, odd spaces, private use, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Zs}]/u;

/**
 * The text as it can be printed: what the face lacks, and what nobody could see, stands as `\u{4E2D}` instead of vanishing. A backslash that
 * starts such an escape in the text itself is escaped too, so two texts never print alike, and `readVisible` gives the very text again.
 */
export function visibleText(text: string, canDraw: CanDraw): string {
  let visible = '';
  let index = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const looksEscaped = character === '\\' && text.startsWith('\\u{', index);
    const plain = character === ' ' || (!UNSEEN.test(character) && canDraw(codePoint) && !looksEscaped);
    visible += plain ? character : escaped(codePoint);
    index += character.length;
  }
  return visible;
}

/** The same for a screen, which draws every script but shows several spaces as one: each space that follows another is escaped. */
export function visibleOnScreen(text: string): string {
  return visibleText(text, () => true).replace(/(?<=^| ) | $/g, escaped(0x20));
}

/** The text that `visibleText` or `visibleOnScreen` wrote. What is no escape stays as it is. */
export function readVisible(text: string): string {
  return text.replace(/\\u\{([0-9A-Fa-f]{1,6})\}/g, (whole, hex: string) => {
    const codePoint = Number.parseInt(hex, 16);
    return codePoint > 0x10ffff ? whole : String.fromCodePoint(codePoint);
  });
}

function escaped(codePoint: number): string {
  return `\\u{${codePoint.toString(16).toUpperCase()}}`;
}
