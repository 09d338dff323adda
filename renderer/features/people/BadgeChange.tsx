import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../../core/domain/person.ts';
import { ask } from '../../link/ask.ts';
import { ChangeForm } from './ChangeForm.tsx';

/** Another badge, or none. Whether somebody has one now is the agent's secret. */
export function BadgeChange({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const [badge, setBadge] = useState('');
  const wanted = badge.trim();
  return (
    <ChangeForm
      title={t('badge')}
      meaning={t('badgeHint')}
      word={wanted === '' ? t('save.badgeAway') : t('save.badge')}
      ready
      send={(change) =>
        ask('people.setBadge', { ...change, personId: person.personId, badge: wanted === '' ? null : wanted })
      }
      done={() => setBadge('')}
    >
      <TextInput
        label={t('badgeNew')}
        value={badge}
        onChange={(event) => setBadge(event.currentTarget.value)}
        maxLength={200}
        data-takes-badge
      />
    </ChangeForm>
  );
}
