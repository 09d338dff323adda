import { type LanguageView, languageView, type WindowLanguage } from '../../../core/contract/languageVerbs.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import type { Settings } from '../store/settings.ts';

const SETTING = 'window-languages';

export type Languages = {
  read(): LanguageView;
  setForPerson(personId: string, language: WindowLanguage): Answer<LanguageView>;
  /** The caller has checked that a shift lead asks. */
  setForStation(language: WindowLanguage | null): Answer<LanguageView>;
};

/** Which language the window speaks to whom; every window is told of a change. */
export function languagesOf(settings: Settings, changed: (view: LanguageView) => void): Languages {
  const read = () => settings.read(SETTING, languageView) ?? { station: null, people: {} };
  const keep = (view: LanguageView): Answer<LanguageView> => {
    settings.write(SETTING, view);
    changed(view);
    return { outcome: 'done', value: view };
  };
  return {
    read,
    setForPerson(personId, language) {
      const before = read();
      return keep({ ...before, people: { ...before.people, [personId]: language } });
    },
    setForStation: (language) => keep({ ...read(), station: language }),
  };
}
