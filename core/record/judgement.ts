import type { EvidenceReport } from './evidenceReport.ts';
import type { Finding } from './finding.ts';

/** 0 genuine, 1 not genuine, 2 cannot tell, 3 as it was sealed, but it counts no more. */
export type VerifyExit = 0 | 1 | 2 | 3;

export type Judgement = {
  readonly exitCode: VerifyExit;
  /** The last line: the whole in one sentence. */
  readonly sentence: string;
  readonly pinnedKeyId: string | null;
  /** Fingerprints of the keys of the genuine certificates, exports and ledgers. */
  readonly keyIds: readonly string[];
};

/** The whole of several reports: one lie makes it 1; else one refusal 3; else anything that could not be checked, or nothing genuine at all, 2; else 0. */
export function judge(reports: readonly EvidenceReport[], pinnedKeyId: string | null): Judgement {
  const keyIds = [
    ...new Set(
      reports.flatMap(({ certificates, destructions, history }) => [
        ...[...certificates, ...destructions].map(({ keyId }) => keyId),
        ...(history === null ? [] : [history.keyId]),
      ]),
    ),
  ];
  const base = { pinnedKeyId, keyIds };
  const first = (wanted: Finding['outcome']): string => {
    const found = reports.flatMap(({ findings }) => findings.filter(({ outcome }) => outcome === wanted));
    const subjects = [...new Set(found.map(({ subject }) => subject))];
    const more = subjects.length > 1 ? ` (and ${subjects.length - 1} more)` : '';
    return `${subjects[0]}${more}: ${found[0]?.sentence}`;
  };
  if (reports.some(({ outcome }) => outcome === 'not-genuine')) {
    return { ...base, exitCode: 1, sentence: `NOT GENUINE: ${first('not-genuine')}` };
  }
  if (reports.some(({ outcome }) => outcome === 'refused')) {
    return { ...base, exitCode: 3, sentence: `REFUSED: ${first('refused')}` };
  }
  const unusable = reports.find(({ outcome }) => outcome === 'unusable');
  if (unusable !== undefined) {
    const why = unusable.findings.findLast(({ outcome }) => outcome === 'not-checked')?.sentence;
    return { ...base, exitCode: 2, sentence: `CANNOT TELL: ${unusable.subject}: ${why}` };
  }
  const genuine = reports.filter(({ outcome }) => outcome === 'genuine').length;
  if (genuine === 0) return { ...base, exitCode: 2, sentence: 'CANNOT TELL: there is no evidence of Wipebench in it.' };
  const key = pinnedKeyId === null ? 'the key it carries' : 'the key you named';
  return { ...base, exitCode: 0, sentence: `GENUINE: everything checked is as it was sealed and signed with ${key}.` };
}
