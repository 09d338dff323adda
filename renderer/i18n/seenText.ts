import i18next from 'i18next';
import { visibleOnScreen } from '../../core/record/visibleText.ts';

/** A text that a drive, a list or a person gave, as the window shows it: what nobody would see stands as `\u{202E}`. `null` stays unknown. */
export function seenText<T extends string | null>(text: T): T | string {
  return text === null ? text : visibleOnScreen(text);
}

/** The longest text that is shown whole where there is room for one or two lines. */
const LONGEST = 48;

/** The same where room is short: a longer text ends in words that say how much of it is not shown. */
export function seenStart(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST) return visibleOnScreen(text);
  const more = new Intl.NumberFormat(i18next.language).format(characters.length - LONGEST);
  return i18next.t('cutText', { text: visibleOnScreen(characters.slice(0, LONGEST).join('')), more });
}
