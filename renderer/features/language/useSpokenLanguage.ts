import i18next from 'i18next';
import { useEffect } from 'react';
import type { WindowLanguage } from '../../../core/contract/languageVerbs.ts';
import { ask, read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { useSession } from '../people/session.ts';
import { putLanguages, useLanguages } from './languageState.ts';
import { spokenLanguage } from './spokenLanguage.ts';

/** Keeps the words of the window in the language of whoever stands at it. */
export function useSpokenLanguage(): WindowLanguage {
  const { kept, chosen } = useLanguages();
  const session = useSession((state) => state.session);
  const linked = useStation((state) => state.link.kind === 'open');
  const personId = session?.person.personId ?? null;
  const language = spokenLanguage({ kept, personId, chosen, desktop: navigator.languages });
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
    void i18next.changeLanguage(language);
  }, [language]);
  useEffect(() => {
    if (linked) void hearLanguages();
  }, [linked]);
  useEffect(() => {
    if (session !== null && kept !== null && chosen !== null) void keepChosen();
  }, [session, kept, chosen]);
  return language;
}

async function hearLanguages(): Promise<void> {
  const told = await read('language.read', {});
  if (told.outcome === 'done') putLanguages(told.value);
}

/** Who signs in and has no language yet keeps the one that was chosen for them to read; at a station that has none, a shift lead's becomes its own. */
async function keepChosen(): Promise<void> {
  const { kept, chosen } = useLanguages.getState();
  const { session } = useSession.getState();
  if (kept === null || chosen === null || session === null) return;
  const { personId, roles } = session.person;
  if (kept.people[personId] === undefined) await setLanguage(chosen, 'person');
  if (kept.station === null && roles.includes('shift-lead')) await setLanguage(chosen, 'station');
  useLanguages.setState({ chosen: null });
}

/** Changes the language: of the person who is signed in, else of this window until somebody is. */
export async function speak(language: WindowLanguage): Promise<void> {
  if (useSession.getState().session === null) useLanguages.setState({ chosen: language });
  else await setLanguage(language, 'person');
}

async function setLanguage(language: WindowLanguage, of: 'person' | 'station'): Promise<void> {
  const { session } = useSession.getState();
  if (session === null) return;
  const told = await ask('language.set', { session: session.token, of, language });
  if (told.outcome === 'done') putLanguages(told.value);
  // Not kept, but read all the same: the window speaks it until the next sign-in.
  else useLanguages.setState({ chosen: language });
}
