import type { Details, Reason } from '../../../core/domain/reason.ts';
import { fillSentence, type Sentences } from '../../../core/domain/sentence.ts';
import german from '../../../core/messages/de/certificate.json' with { type: 'json' };
import english from '../../../core/messages/en/certificate.json' with { type: 'json' };
import polish from '../../../core/messages/pl/certificate.json' with { type: 'json' };
import chinese from '../../../core/messages/zh/certificate.json' with { type: 'json' };
import { type Certificate, paperOf } from '../../../core/record/certificateV2.ts';
import { shortSize } from '../paper/shortSize.ts';

/** Every word of the page. No other catalogue is read, so that a page changes only with this file and `RENDERER`. */
export type CertificateMessages = Readonly<Record<Word, string>>;

export const ENGLISH: CertificateMessages = english;

const LANGUAGES: Readonly<Record<string, CertificateMessages>> = { en: english, de: german, pl: polish, zh: chinese };

/** The words in which a certificate was issued. Throws for a language that this version cannot print: it must not be printed in another. */
export function messagesFor(certificate: Certificate): CertificateMessages {
  return messagesIn(paperOf(certificate)?.language ?? 'en');
}

/** The words of a language by its code. Throws for one that this version cannot print. */
export function messagesIn(language: string): CertificateMessages {
  const messages = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  if (messages === undefined) throw new Error(`this version prints no certificates in the language ${language}`);
  return messages;
}

export type Word = keyof typeof english;

/** The catalogue, and the numbers and times of the page written with it. No locale of the machine has a say. */
export type CertificateWords = {
  readonly say: (word: Word, facts?: Details) => string;
  /** The word `<family>-<code>` if the catalogue has it, else the family's fallback, which shows the code itself. */
  readonly name: (family: string, code: string) => string | null;
  readonly exception: (reason: Reason) => string;
  /** `2.00 TB (2 000 398 934 016 bytes)`; decimal units, as drives are sold. */
  readonly size: (bytes: number) => string;
  readonly count: (number: number) => string;
  readonly share: (ppm: number) => string;
  readonly instant: (at: string) => string;
  readonly elapsed: (milliseconds: number) => string;
  /** A number that may have a fraction, with the language's decimal mark. */
  readonly decimal: (text: string) => string;
};

export function certificateWords(messages: CertificateMessages): CertificateWords {
  const table: Sentences = messages;
  const say = (word: Word, facts: Details = {}): string => fillSentence(messages[word], facts);
  const decimal = (text: string): string => text.replace('.', say('decimalMark'));
  return {
    say,
    decimal,
    name: (family, code) => table[`${family}-${code}`] ?? null,
    exception: ({ code, details }) => {
      const known = table[`exception-${code}`];
      return known === undefined
        ? say('exception-other', { code, details: JSON.stringify(details) })
        : fillSentence(known, details);
    },
    size: (bytes) => say('size', { short: decimal(shortSize(bytes)), bytes: grouped(bytes) }),
    count: grouped,
    share: (ppm) => say('percent', { number: decimal(String(ppm / 10_000)) }),
    instant: (at) => {
      const iso = new Date(at).toISOString();
      return say('instant', { date: iso.slice(0, 10), time: iso.slice(11, 19) });
    },
    elapsed: (milliseconds) => {
      const whole = Math.round(milliseconds / 1000);
      const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
      if (hours > 0) return say('hours', { hours, minutes, seconds });
      return minutes > 0 ? say('minutes', { minutes, seconds }) : say('seconds', { seconds });
    },
  };
}

/** Groups of three with spaces (ISO 80000-1). */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
