import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import intakeDe from '../../core/messages/de/intake.json';
import lotsDe from '../../core/messages/de/lots.json';
import peopleDe from '../../core/messages/de/people.json';
import qualityDe from '../../core/messages/de/quality.json';
import receivingDe from '../../core/messages/de/receiving.json';
import intake from '../../core/messages/en/intake.json';
import journal from '../../core/messages/en/journal.json';
import lots from '../../core/messages/en/lots.json';
import people from '../../core/messages/en/people.json';
import quality from '../../core/messages/en/quality.json';
import reasons from '../../core/messages/en/reasons.json';
import receiving from '../../core/messages/en/receiving.json';
import refusals from '../../core/messages/en/refusals.json';
import words from '../../core/messages/en/window.json';
import intakePl from '../../core/messages/pl/intake.json';
import lotsPl from '../../core/messages/pl/lots.json';
import peoplePl from '../../core/messages/pl/people.json';
import qualityPl from '../../core/messages/pl/quality.json';
import receivingPl from '../../core/messages/pl/receiving.json';
import intakeZh from '../../core/messages/zh/intake.json';
import lotsZh from '../../core/messages/zh/lots.json';
import peopleZh from '../../core/messages/zh/people.json';
import qualityZh from '../../core/messages/zh/quality.json';
import receivingZh from '../../core/messages/zh/receiving.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'window';
    resources: {
      window: typeof words;
      lots: typeof lots;
      intake: typeof intake;
      receiving: typeof receiving;
      people: typeof people;
      quality: typeof quality;
    };
    enableSelector: false;
  }
}

/** Loads the catalogues. Every word of the window stands in one of them. */
export function startWords(): void {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'window',
    ns: ['window', 'refusals', 'reasons', 'journal', 'lots', 'intake', 'receiving', 'people', 'quality'],
    resources: {
      en: { window: words, refusals, reasons, journal, lots, intake, receiving, people, quality },
      de: { lots: lotsDe, intake: intakeDe, receiving: receivingDe, people: peopleDe, quality: qualityDe },
      pl: { lots: lotsPl, intake: intakePl, receiving: receivingPl, people: peoplePl, quality: qualityPl },
      zh: { lots: lotsZh, intake: intakeZh, receiving: receivingZh, people: peopleZh, quality: qualityZh },
    },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}
