import type { DayRun } from './runDay.ts';

const NAMES = { en: 'English', de: 'German', pl: 'Polish', zh: 'Chinese' } as const;

/** The page docs/campaigns/day.md. Pure: every number in it comes from the runs. */
export function dayPage(startedAt: string, command: string, runs: readonly DayRun[]): string {
  const passed = runs.flatMap(({ parts }) => parts).filter((part) => part.passed).length;
  const failed = runs.flatMap(({ parts }) => parts).filter((part) => !part.passed).length;
  const rows = runs.map(({ language, seconds, parts, screens }) => {
    const done = parts.filter((part) => part.passed).length;
    return `| ${NAMES[language]} | ${done} of ${parts.length} | ${screens} | ${seconds.toFixed(0)} s |`;
  });
  const why = runs.flatMap(({ language, parts }) =>
    parts
      .filter((part) => !part.passed)
      .map(({ title, why: reasons }) => `- ${NAMES[language]}, ${title}: ${reasons.join(' ').slice(0, 2000)}`),
  );
  return `# The scripted day in other languages
Written by \`${command}\`, ${startedAt.slice(0, 10)}.

**${passed} parts of the day went as they should, ${failed} did not.**

| language | parts | screens looked over | time |
|---|---|---|---|
${rows.join('\n')}

The day is \`test/e2e/scriptedDay.test.ts\`, which \`npm test\` runs in English: three people, one lot of 60 rows, nine things that do not agree, 40 virtual drives of which three are bad, from the
first person to the closed lot and its report, over the real station, agent and engine. It takes every word that it looks for from the window's own catalogues (\`core/messages\`), so the
same script runs in each language; the shift lead chooses the language at the first screen. Everything is done with keys and the scanner's keys: the page listens for any mouse, touch or pen, and
hears none. At each screenshot the page is searched at 1920x1080 and at 1366x768 for text that is cut off, lies on other text or does not fit its field.
${why.length === 0 ? '' : `\n## What did not\n${why.join('\n')}\n`}`;
}
