import type { WindowLanguage } from '../../core/contract/languageVerbs.ts';
import findingsDe from '../../core/messages/de/findings.json' with { type: 'json' };
import intakeDe from '../../core/messages/de/intake.json' with { type: 'json' };
import journalDe from '../../core/messages/de/journal.json' with { type: 'json' };
import lotsDe from '../../core/messages/de/lots.json' with { type: 'json' };
import peopleDe from '../../core/messages/de/people.json' with { type: 'json' };
import qualityDe from '../../core/messages/de/quality.json' with { type: 'json' };
import reasonsDe from '../../core/messages/de/reasons.json' with { type: 'json' };
import receivingDe from '../../core/messages/de/receiving.json' with { type: 'json' };
import refusalsDe from '../../core/messages/de/refusals.json' with { type: 'json' };
import setupDe from '../../core/messages/de/setup.json' with { type: 'json' };
import wordsDe from '../../core/messages/de/window.json' with { type: 'json' };
import findings from '../../core/messages/en/findings.json' with { type: 'json' };
import intake from '../../core/messages/en/intake.json' with { type: 'json' };
import journal from '../../core/messages/en/journal.json' with { type: 'json' };
import lots from '../../core/messages/en/lots.json' with { type: 'json' };
import people from '../../core/messages/en/people.json' with { type: 'json' };
import quality from '../../core/messages/en/quality.json' with { type: 'json' };
import reasons from '../../core/messages/en/reasons.json' with { type: 'json' };
import receiving from '../../core/messages/en/receiving.json' with { type: 'json' };
import refusals from '../../core/messages/en/refusals.json' with { type: 'json' };
import setup from '../../core/messages/en/setup.json' with { type: 'json' };
import words from '../../core/messages/en/window.json' with { type: 'json' };
import findingsPl from '../../core/messages/pl/findings.json' with { type: 'json' };
import intakePl from '../../core/messages/pl/intake.json' with { type: 'json' };
import journalPl from '../../core/messages/pl/journal.json' with { type: 'json' };
import lotsPl from '../../core/messages/pl/lots.json' with { type: 'json' };
import peoplePl from '../../core/messages/pl/people.json' with { type: 'json' };
import qualityPl from '../../core/messages/pl/quality.json' with { type: 'json' };
import reasonsPl from '../../core/messages/pl/reasons.json' with { type: 'json' };
import receivingPl from '../../core/messages/pl/receiving.json' with { type: 'json' };
import refusalsPl from '../../core/messages/pl/refusals.json' with { type: 'json' };
import setupPl from '../../core/messages/pl/setup.json' with { type: 'json' };
import wordsPl from '../../core/messages/pl/window.json' with { type: 'json' };
import findingsZh from '../../core/messages/zh/findings.json' with { type: 'json' };
import intakeZh from '../../core/messages/zh/intake.json' with { type: 'json' };
import journalZh from '../../core/messages/zh/journal.json' with { type: 'json' };
import lotsZh from '../../core/messages/zh/lots.json' with { type: 'json' };
import peopleZh from '../../core/messages/zh/people.json' with { type: 'json' };
import qualityZh from '../../core/messages/zh/quality.json' with { type: 'json' };
import reasonsZh from '../../core/messages/zh/reasons.json' with { type: 'json' };
import receivingZh from '../../core/messages/zh/receiving.json' with { type: 'json' };
import refusalsZh from '../../core/messages/zh/refusals.json' with { type: 'json' };
import setupZh from '../../core/messages/zh/setup.json' with { type: 'json' };
import wordsZh from '../../core/messages/zh/window.json' with { type: 'json' };

/** The English words, which the compiler checks the keys by. */
export const english = {
  window: words,
  refusals,
  reasons,
  journal,
  findings,
  lots,
  intake,
  receiving,
  people,
  quality,
  setup,
};

type Catalogue = Readonly<Record<keyof typeof english, object>>;

/** Every word of the window, by language. */
export const catalogues: Readonly<Record<WindowLanguage, Catalogue>> = {
  en: english,
  de: {
    window: wordsDe,
    refusals: refusalsDe,
    reasons: reasonsDe,
    journal: journalDe,
    findings: findingsDe,
    lots: lotsDe,
    intake: intakeDe,
    receiving: receivingDe,
    people: peopleDe,
    quality: qualityDe,
    setup: setupDe,
  },
  pl: {
    window: wordsPl,
    refusals: refusalsPl,
    reasons: reasonsPl,
    journal: journalPl,
    findings: findingsPl,
    lots: lotsPl,
    intake: intakePl,
    receiving: receivingPl,
    people: peoplePl,
    quality: qualityPl,
    setup: setupPl,
  },
  zh: {
    window: wordsZh,
    refusals: refusalsZh,
    reasons: reasonsZh,
    journal: journalZh,
    findings: findingsZh,
    lots: lotsZh,
    intake: intakeZh,
    receiving: receivingZh,
    people: peopleZh,
    quality: qualityZh,
    setup: setupZh,
  },
};
