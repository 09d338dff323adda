import i18next from 'i18next';
import type { VerifyFinding } from '../../core/contract/station.ts';
import type { JournalLine } from '../../core/domain/job.ts';
import type { Reason } from '../../core/domain/reason.ts';
import type { Refusal } from '../../core/domain/refusal.ts';
import type { Problem } from '../link/ask.ts';
import { seenText } from './seenText.ts';

/** What happened, what it means, what to do now; `code` is shown small beside it. */
export type Teaching = {
  readonly code: string;
  readonly happened: string;
  readonly meaning: string;
  readonly action: string;
};

// Codes arrive from the station, so these keys cannot be checked by the compiler; a unit test checks the catalogues instead.
const look = i18next.t.bind(i18next) as unknown as (key: string, facts?: Record<string, unknown>) => string;

/** Facts that are codes of the domain, and where their words stand. */
const sectionsOfFact: Readonly<Record<string, readonly string[]>> = {
  phase: ['window:phase'],
  outcome: ['window:outcome'],
  techniqueId: ['window:technique'],
  technique: ['window:technique'],
  identity: ['window:identityAfter'],
  design: ['window:design'],
  state: ['window:hiddenAreas', 'window:deviceState'],
  wanted: ['window:method'],
  reached: ['window:method'],
  role: ['window:role'],
  method: ['window:method'],
  required: ['window:method'],
};

function sayFacts(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const language = i18next.language;
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => {
      const words = sectionsOfFact[name]
        ?.map((section) => `${section}.${String(fact)}`)
        .find((key) => /^[a-z-]+$/.test(String(fact)) && i18next.exists(key));
      if (words !== undefined) return [name, look(words)];
      // Why receiving refuses something is said in its own words, as a part of the refusal's sentence.
      if (name === 'why' && i18next.exists(`receiving:problems.${String(fact)}`)) {
        return [
          name,
          look(`receiving:problems.${String(fact)}`, { ...facts, count: facts.count ?? 0 }).replace(/[.。]$/u, ''),
        ];
      }
      if (typeof fact === 'string') return [name, seenText(fact)];
      if (typeof fact !== 'number') return [name, typeof fact === 'object' ? JSON.stringify(fact) : fact];
      return [name, new Intl.NumberFormat(language).format(fact)];
    }),
  );
}

/** The sentence of a reason; one without words shows its code, so that a hole is seen. */
export function sayReason({ code, details }: Reason): string {
  return i18next.exists(`reasons:${code}`)
    ? look(`reasons:${code}`, sayFacts(details))
    : look('window:noWords', { code, facts: JSON.stringify(details) });
}

/** The sentence of one line of a job's journal. */
export function sayJournal({ code, details }: JournalLine): string {
  return i18next.exists(`journal:${code}`)
    ? look(`journal:${code}`, sayFacts(details))
    : look('window:noWords', { code, facts: JSON.stringify(details) });
}

/** The sentence of one thing that the verifier looked at; a code without words is told in English. */
export function sayFinding({ code, details, sentence }: VerifyFinding): string {
  return i18next.exists(`findings:${code}`) ? look(`findings:${code}`, sayFacts(details)) : sentence;
}

/** The sentence of a reason whose words stand in a section of a room's own catalogue. */
export function sayPart(section: string, { code, details }: Reason): string {
  return look(`${section}.${code}`, sayFacts(details));
}

/** The three sentences of a refusal. */
export function sayRefusal({ code, details }: Refusal): Teaching {
  const section = i18next.exists(`refusals:${code}.happened`) ? `refusals:${code}` : 'window:refusalWithoutWords';
  const facts = { ...sayFacts(details), code };
  return {
    code,
    happened: look(`${section}.happened`, facts),
    meaning: look(`${section}.meaning`, facts),
    action: look(`${section}.action`, facts),
  };
}

/** A refused or broken request in three sentences each. */
export function sayProblem(problem: Problem): Teaching[] {
  if (problem.outcome === 'refused') return problem.refusals.map(sayRefusal);
  const { code, message } = problem.fault;
  const section = i18next.exists(`window:faults.${code}`) ? `window:faults.${code}` : 'window:faults.internal';
  return [
    {
      code,
      happened: look(`${section}.happened`, { message }),
      meaning: look(`${section}.meaning`, { message }),
      action: look(`${section}.action`, { message }),
    },
  ];
}
