import { describe, expect, it } from 'vitest';
import { competence } from '../../../core/domain/competence.ts';
import { role } from '../../../core/domain/person.ts';
import { qualityDecision, recoveryTool, reverifyOutcome } from '../../../core/domain/quality.ts';
import peopleDe from '../../../core/messages/de/people.json' with { type: 'json' };
import qualityDe from '../../../core/messages/de/quality.json' with { type: 'json' };
import people from '../../../core/messages/en/people.json' with { type: 'json' };
import quality from '../../../core/messages/en/quality.json' with { type: 'json' };
import peoplePl from '../../../core/messages/pl/people.json' with { type: 'json' };
import qualityPl from '../../../core/messages/pl/quality.json' with { type: 'json' };
import peopleZh from '../../../core/messages/zh/people.json' with { type: 'json' };
import qualityZh from '../../../core/messages/zh/quality.json' with { type: 'json' };
import { actV1 } from '../../../core/record/actV1.ts';
import { dutyOf } from '../../../renderer/features/bench/bayView.ts';
import { isQualityAlone } from '../../../renderer/features/quality/sayQuality.ts';
import { scriptedSnapshot } from '../../fixtures/window/scriptedBench.ts';

/** Each sentence by the way to it. */
function sentences(catalogue: object, way = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? sentences(value, `${way}${name}.`)
      : [[way + name, String(value)] as [string, string]],
  );
}
const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe.each([
  ['German', peopleDe, qualityDe],
  ['Polish', peoplePl, qualityPl],
  ['Chinese', peopleZh, qualityZh],
])('quality and people in %s', (_language, otherPeople, otherQuality) => {
  it.each([
    ['people', people, otherPeople],
    ['quality', quality, otherQuality],
  ])('say the same things with the same places as in English: %s', (_name, english, other) => {
    const theirs = new Map(sentences(other));
    expect([...theirs.keys()]).toEqual(sentences(english).map(([way]) => way));
    for (const [way, sentence] of sentences(english)) {
      expect(theirs.get(way), way).toMatch(/\S/);
      expect(places(theirs.get(way) ?? ''), way).toEqual(places(sentence));
    }
  });
});

it('every act, decision and outcome has its words', () => {
  expect(Object.keys(people.act).sort()).toEqual(
    ['wiped', 'certificate-issued', 'destruction-recorded', 'exported', ...actV1.shape.act.options].sort(),
  );
  expect(Object.keys(people.role)).toEqual(role.options);
  expect(Object.keys(people.families).sort()).toEqual(
    ['all', ...competence.shape.family.options.flatMap((one) => ('options' in one ? one.options : []))].sort(),
  );
  for (const options of [quality.decision, quality.decided]) {
    expect(Object.keys(options)).toEqual(qualityDecision.options);
  }
  expect(Object.keys(quality.read)).toEqual(expect.arrayContaining(reverifyOutcome.options));
  expect(Object.keys(quality.outcome)).toEqual(expect.arrayContaining(recoveryTool.shape.outcome.options));
});

it('a drawn drive goes to quality until it is decided, whatever its label says', () => {
  const { drives, jobs } = scriptedSnapshot('every-state');
  const job = jobs.find(({ state }) => state.kind === 'ended' && state.verdict.outcome === 'sanitized') ?? null;
  const drive = drives.find(({ driveId }) => driveId === job?.driveId) ?? null;
  const recordId = job?.state.kind === 'ended' ? job.state.recordId : '';
  expect(dutyOf(drive, job)).toBe('pass');
  expect(dutyOf(drive, job, new Map([[recordId, 'drawn']]))).toBe('drawn');
  expect(dutyOf(drive, job, new Map([[recordId, 'quality']])), 'refused, it is not pulled as PASS').toBe('quality');
});

it('says so where nobody could validate what somebody wipes', () => {
  const one = (personId: string, roles: ('technician' | 'quality' | 'shift-lead')[], disabledAt?: string) => ({
    personId,
    name: personId,
    title: '',
    roles,
    enrolledAt: '2026-11-22T08:00:00.000Z',
    ...(disabledAt === undefined ? {} : { disabledAt }),
  });
  expect(isQualityAlone([one('alma', ['technician', 'quality', 'shift-lead'])])).toBe(true);
  expect(isQualityAlone([one('alma', ['technician', 'quality']), one('quinn', ['quality'])])).toBe(false);
  expect(isQualityAlone([one('alma', ['technician']), one('quinn', ['quality'], '2026-11-22T09:00:00.000Z')])).toBe(
    true,
  );
  expect(isQualityAlone([one('lea', ['shift-lead'])])).toBe(false);
});
