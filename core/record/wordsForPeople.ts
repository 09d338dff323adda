import type { EvidenceReport } from './evidenceReport.ts';
import type { Finding } from './finding.ts';
import type { Judgement } from './judgement.ts';
import { visibleText } from './visibleText.ts';

const WORDS = {
  genuine: 'genuine    ',
  'not-genuine': 'NOT GENUINE',
  refused: 'REFUSED    ',
  'not-checked': 'not checked',
} as const;
/** The worst that was found about a subject is all that its line says. */
const WORST_FIRST = ['not-genuine', 'refused'] as const;

/**
 * The report as a person reads it: by which key, one line a file, what was not checked, and the verdict as the last line. Everything that comes from
 * a file is shown with what nobody could see spelt out, so that no file can write its own verdict on the screen.
 */
export function wordsForPeople(reports: readonly EvidenceReport[], judgement: Judgement): string {
  const findings = reports.flatMap((report) => report.findings).filter(({ code }) => code !== 'key-from-file');
  const lines = ['By which key', ...keyLines(reports, judgement).map((line) => `  ${line}`), '', 'What was checked'];
  for (const [subject, about] of bySubject(findings.filter(({ outcome }) => outcome !== 'not-checked'))) {
    const worst = WORST_FIRST.find((bad) => about.some(({ outcome }) => outcome === bad)) ?? 'genuine';
    const told = about.filter(({ outcome }) => outcome === worst);
    lines.push(`  ${line(worst, subject, told)}`);
  }
  const open = bySubject(findings.filter(({ outcome }) => outcome === 'not-checked'));
  if (open.size > 0) lines.push('', 'What was not checked');
  for (const [subject, about] of open) lines.push(`  ${line('not-checked', subject, about)}`);
  if (reports.some(({ certificates }) => certificates.some(({ record }) => record.virtual))) {
    lines.push(
      '',
      'VIRTUAL BENCH: these certificates are about image files. They prove the software; no real drive was sanitized.',
    );
  }
  if (reports.some(({ destructions }) => destructions.some(({ destruction }) => destruction.virtual))) {
    lines.push(
      '',
      'VIRTUAL BENCH: a certificate of destruction here was made to try the software. Nothing was destroyed.',
    );
  }
  lines.push('', judgement.sentence);
  return `${lines.map((words) => visibleText(words, () => true)).join('\n')}\n`;
}

function keyLines(reports: readonly EvidenceReport[], { keyIds, pinnedKeyId }: Judgement): string[] {
  if (pinnedKeyId !== null) return [`${pinnedKeyId}, the one you named`];
  if (keyIds.length === 0) return ['none: nothing genuine was found'];
  const stations = reports.flatMap(({ certificates, destructions }) => [
    ...certificates.map(({ record }) => record.station.stationName),
    ...destructions.map(({ destruction }) => destruction.stationName),
  ]);
  return [
    ...keyIds.map((keyId) => `${keyId}, taken from the file itself`),
    ...(stations.length === 0 ? [] : [`It says it is of: ${[...new Set(stations)].join(', ')}`]),
    'Anybody can make a key and such a name. Compare the fingerprint with the one the station shows, or give it with --key.',
  ];
}

function bySubject(findings: readonly Finding[]): ReadonlyMap<string, Finding[]> {
  return Map.groupBy(findings, ({ subject }) => subject);
}

function line(outcome: Finding['outcome'], subject: string, findings: readonly Finding[]): string {
  return `${WORDS[outcome]}  ${subject}: ${[...new Set(findings.map(({ sentence }) => sentence))].join(' ')}`;
}
