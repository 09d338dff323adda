import { useTranslation } from 'react-i18next';
import type { Person } from '../../../core/domain/person.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { ask } from '../../link/ask.ts';
import { ChangeForm } from './ChangeForm.tsx';

/** Shuts a person out, or lets them in again. */
export function StandingChange({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const { personId, name, disabledAt } = person;
  const enabled = disabledAt !== undefined;
  const word = t(enabled ? 'save.let' : 'save.shut', { name: seenStart(name) });
  return (
    <ChangeForm
      key={String(enabled)}
      title={word}
      meaning={t(enabled ? 'letMeans' : 'shutMeans')}
      word={word}
      ready
      send={(change) => ask('people.setStanding', { ...change, personId, enabled })}
    />
  );
}
