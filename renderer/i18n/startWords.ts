import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import journal from '../../core/messages/en/journal.json';
import reasons from '../../core/messages/en/reasons.json';
import receiving from '../../core/messages/en/receiving.json';
import refusals from '../../core/messages/en/refusals.json';
import words from '../../core/messages/en/window.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'window';
    resources: { window: typeof words; receiving: typeof receiving };
    enableSelector: false;
  }
}

/** Loads the catalogues. Every word of the window stands in one of them. */
export function startWords(): void {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'window',
    ns: ['window', 'refusals', 'reasons', 'journal', 'receiving'],
    resources: { en: { window: words, refusals, reasons, journal, receiving } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}
