import type { PaperLanguage } from '../../../../core/domain/paper.ts';
import type { Details } from '../../../../core/domain/reason.ts';
import { fillSentence } from '../../../../core/domain/sentence.ts';
import german from '../../../../core/messages/de/receiving.json' with { type: 'json' };
import english from '../../../../core/messages/en/receiving.json' with { type: 'json' };
import polish from '../../../../core/messages/pl/receiving.json' with { type: 'json' };
import chinese from '../../../../core/messages/zh/receiving.json' with { type: 'json' };

type Catalogue = Readonly<Record<string, Readonly<Record<string, string>>>>;
const CATALOGUES: Readonly<Record<PaperLanguage, Catalogue>> = {
  en: english,
  de: german,
  pl: polish,
  zh: chinese,
};

/** The words of the printed report. */
export type ReportWords = {
  /** `paper` of the catalogue. */
  readonly say: (word: keyof typeof english.paper, facts?: Details) => string;
  /** A code of another section; one without words shows itself, so that a hole is seen. */
  readonly code: (section: string, code: string, facts?: Details) => string;
  /** `2026-05-04 08:15 UTC`: the same in every language and on every computer. */
  readonly instant: (at: string) => string;
};

export function reportWords(language: PaperLanguage): ReportWords {
  const catalogue = CATALOGUES[language];
  const code = (section: string, name: string, facts: Details = {}): string =>
    fillSentence(catalogue[section]?.[name] ?? name, facts);
  return {
    code,
    say: (word, facts) => code('paper', word, facts),
    instant: (at) => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`,
  };
}
