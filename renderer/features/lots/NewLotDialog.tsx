import { Autocomplete, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { goTo } from '../../app/place.ts';
import { ask, type Problem, read } from '../../link/ask.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './LotsScreen.module.css';
import { putLot } from './lotState.ts';

export function NewLotDialog({ close }: { close: () => void }) {
  const { t } = useTranslation('lots');
  const asked = useAsked('customers', () => read('customers.list', {}));
  const known = asked?.outcome === 'done' ? asked.value.customers.map(({ name }) => name) : [];
  const [customer, setCustomer] = useState('');
  const [name, setName] = useState('');
  const [deadline, setDeadline] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const create = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('lots.create', {
      session: session.token,
      customer: { name: customer },
      name,
      deadline: deadline === '' ? null : deadline,
    });
    if (told.outcome !== 'done') return setProblem(told);
    putLot(told.value);
    close();
    goTo('lots', told.value.lotId);
  };
  return (
    <Dialog title={t('newTitle')} close={close}>
      <form className={classes.form} onSubmit={(event) => void create(event)}>
        <Autocomplete
          size="lg"
          label={t('customer')}
          description={t('customerHint')}
          data={[...new Set(known)]}
          value={customer}
          onChange={setCustomer}
          maxLength={200}
          required
          data-autofocus
        />
        <TextInput
          label={t('name')}
          description={t('nameHint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          required
        />
        <TextInput
          type="date"
          label={t('due')}
          description={t('dueHint')}
          value={deadline}
          onChange={(event) => setDeadline(event.currentTarget.value)}
        />
        <ProblemBoxes problem={problem} />
        <Button type="submit">{t('create')}</Button>
      </form>
    </Dialog>
  );
}
