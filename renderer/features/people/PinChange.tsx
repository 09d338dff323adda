import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../../core/domain/person.ts';
import { ask } from '../../link/ask.ts';
import { ChangeForm } from './ChangeForm.tsx';
import { PinField } from './PinField.tsx';

/** A PIN that was forgotten or seen is replaced by another. */
export function PinChange({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const [newPin, setNewPin] = useState('');
  const [again, setAgain] = useState('');
  const empty = () => {
    setNewPin('');
    setAgain('');
  };
  return (
    <ChangeForm
      title={t('pin')}
      meaning={t('pinMeans')}
      word={t('save.pin')}
      ready={newPin.length >= 6 && newPin === again}
      send={(change) => ask('people.resetPin', { ...change, personId: person.personId, newPin })}
      done={empty}
    >
      <PinField label={t('newPin')} description={t('pinHint')} value={newPin} change={setNewPin} />
      <PinField
        label={t('newPinAgain')}
        {...(again !== '' && again !== newPin ? { description: t('pinDiffers') } : {})}
        value={again}
        change={setAgain}
      />
    </ChangeForm>
  );
}
