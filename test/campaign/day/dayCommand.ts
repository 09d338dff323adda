import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type WindowLanguage, windowLanguage } from '../../../core/contract/languageVerbs.ts';
import { dayPage } from './dayReport.ts';
import { type DayRun, runDay } from './runDay.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const LANGUAGES: readonly WindowLanguage[] = ['de', 'zh', 'pl'];

const USAGE = `Usage: npm run campaign -- day [--language ${windowLanguage.options.join(' | ')}]
  --language  one language only; without it: ${LANGUAGES.join(', ')}
The page docs/campaigns/day.md is written by a run of all of them. Screenshots: test-output/screens/day-LANGUAGE-*.png
Exit code: 0 every part went as it should, 1 otherwise, 2 a wrong command line or no browser
`;

/** `npm run campaign -- day`: the scripted day in the languages that `npm test` leaves out. Answers the exit code. */
export async function runDayCommand(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const startedAt = new Date().toISOString();
  const asked = readArguments(argv);
  if ('problem' in asked || !existsSync('/usr/bin/chromium')) {
    process.stderr.write(`${'problem' in asked ? asked.problem : 'Chromium is missing.'}\n${USAGE}`);
    return 2;
  }
  const runs: DayRun[] = [];
  for (const language of asked.languages) runs.push(await runDay(language));
  if (asked.languages === LANGUAGES) {
    const page = join(PROJECT, 'docs/campaigns/day.md');
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, dayPage(startedAt, 'npm run campaign -- day', runs));
  }
  for (const { language, parts, screens, seconds } of runs) {
    const failed = parts.filter(({ passed }) => !passed);
    for (const { title, why } of failed) write(`${language}: ${title}\n  ${why.join('\n  ')}\n`);
    write(
      `${language}: ${parts.length - failed.length} of ${parts.length} parts, ${screens} screens, ${seconds.toFixed(0)} s\n`,
    );
  }
  return runs.every(({ parts }) => parts.every(({ passed }) => passed)) ? 0 : 1;
}

function readArguments(argv: readonly string[]): { languages: readonly WindowLanguage[] } | { problem: string } {
  try {
    const { values } = parseArgs({ args: [...argv], options: { language: { type: 'string' } } });
    if (values.language === undefined) return { languages: LANGUAGES };
    const language = windowLanguage.safeParse(values.language);
    return language.success
      ? { languages: [language.data] }
      : { problem: `There is no language '${values.language}'.` };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
