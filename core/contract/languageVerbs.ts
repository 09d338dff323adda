import { z } from 'zod';
import { paperLanguage } from '../domain/paper.ts';
import { answer } from '../domain/refusal.ts';
import { call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';

/** The window speaks the languages that certificates are printed in. */
export const windowLanguage = paperLanguage;
export type WindowLanguage = z.infer<typeof windowLanguage>;

/** `station`: what is spoken while nobody is signed in, or by whom nothing was chosen; null when no shift lead has said. `people`: by person. */
export const languageView = z.strictObject({
  station: windowLanguage.nullable(),
  people: z.record(z.string(), windowLanguage),
});
export type LanguageView = z.infer<typeof languageView>;

/** The languages of the window, kept by the station. */
export const languageVerbs = {
  'language.read': call({ in: z.strictObject({}), out: languageView }),
  /** Anybody chooses for themselves; for the station a shift lead does. */
  'language.set': call({
    in: z.strictObject({ session: sessionToken, of: z.enum(['person', 'station']), language: windowLanguage }),
    out: answer(languageView),
  }),
} as const;

export const languageEvents = { 'language.changed': languageView } as const;
