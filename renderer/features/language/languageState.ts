import { create } from 'zustand';
import type { LanguageView, WindowLanguage } from '../../../core/contract/languageVerbs.ts';

type LanguageState = {
  /** As the station keeps it; null until it has told. */
  readonly kept: LanguageView | null;
  /** Chosen at this window while nobody was signed in; the next person without a language of their own takes it over. */
  readonly chosen: WindowLanguage | null;
};

export const useLanguages = create<LanguageState>(() => ({ kept: null, chosen: null }));

export function putLanguages(kept: LanguageView): void {
  useLanguages.setState({ kept });
}
