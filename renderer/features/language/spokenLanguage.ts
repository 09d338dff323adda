import { type LanguageView, type WindowLanguage, windowLanguage } from '../../../core/contract/languageVerbs.ts';

/** What may say which language is spoken. */
export type LanguageWishes = {
  /** As the station keeps it; null until it has told. */
  readonly kept: LanguageView | null;
  /** Who is signed in. */
  readonly personId: string | null;
  /** What somebody chose at this window before signing in. */
  readonly chosen: WindowLanguage | null;
  /** Of the desktop, as the browser tells it (BCP 47). */
  readonly desktop: readonly string[];
};

/** Pure: the person's own language, else what was chosen at this window, else the station's, else the desktop's, else English. */
export function spokenLanguage({ kept, personId, chosen, desktop }: LanguageWishes): WindowLanguage {
  const own = personId === null ? undefined : kept?.people[personId];
  const asDesktop = desktop
    .map((tag) => windowLanguage.options.find((language) => tag.toLowerCase().split('-')[0] === language))
    .find((language) => language !== undefined);
  return own ?? chosen ?? kept?.station ?? asDesktop ?? 'en';
}
