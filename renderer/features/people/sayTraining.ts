import type { TFunction } from 'i18next';
import type { Person } from '../../../core/domain/person.ts';

/** The training of a person in the shortest words: the day on which the last of it runs out, or ran out. Days are the agent's, of UTC. Pure. */
export function sayTraining(
  { competences }: Pick<Person, 'competences'>,
  nowMs: number,
  t: TFunction<'people'>,
): string {
  const kept = competences ?? [];
  const last = kept
    .map(({ until }) => until)
    .sort()
    .at(-1);
  if (last === undefined) return t('trainingShort.none');
  const today = new Date(nowMs).toISOString().slice(0, 10);
  if (last < today) return t('trainingShort.expired', { day: last });
  const begins = kept.map(({ trainedOn }) => trainedOn).sort()[0] ?? last;
  if (begins > today) return t('trainingShort.later', { day: begins });
  return t('trainingShort.valid', { day: last });
}
