import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SinkSetUp, SinksSetUp, SinkTest } from '../../../core/contract/sinkVerbs.ts';
import { sayReason } from '../../i18n/sentences.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import { SinkFields } from './SinkFields.tsx';
import { draftOf, formOf, type SinkDraft, secretOf } from './sinkDraft.ts';
import classes from './UploadsSection.module.css';

const KINDS = ['https', 'postgres', 'directory'] as const;

type Props = {
  /** The place to change; `null` for a new one. */
  readonly setUp: SinkSetUp | null;
  readonly close: () => void;
  readonly saved: (all: SinksSetUp) => void;
};

/** A place to upload to: typed, tried out, kept. */
export function SinkDialog({ setUp, close, saved }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(draftOf(setUp));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tested, setTested] = useState<SinkTest | null>(null);
  const [busy, setBusy] = useState<'test' | 'save' | null>(null);
  const change = (next: SinkDraft) => {
    setDraft(next);
    setTested(null);
  };
  const act = async (what: 'test' | 'save') => {
    const session = await sessionOrSignIn();
    if (session === null || busy !== null) return;
    setBusy(what);
    setTested(null);
    const asked = { session: session.token, form: formOf(draft), secret: secretOf(draft) };
    if (what === 'test') {
      const told = await ask('sinks.test', asked);
      setProblem(told.outcome === 'done' ? null : told);
      if (told.outcome === 'done') setTested(told.value);
    } else {
      const told = await ask(setUp === null ? 'sinks.add' : 'sinks.change', asked);
      setProblem(told.outcome === 'done' ? null : told);
      if (told.outcome === 'done') saved(told.value);
    }
    setBusy(null);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void act('save');
  };
  const title =
    setUp === null ? t('uploads.setUp.addTitle') : t('uploads.setUp.changeTitle', { name: setUp.form.name });
  return (
    <Dialog title={title} close={close} wide>
      <form className={classes.form} onSubmit={save}>
        {setUp === null && (
          <>
            <NativeSelect
              label={t('uploads.setUp.what')}
              value={draft.kind}
              onChange={(event) => change({ ...draft, kind: event.currentTarget.value as SinkDraft['kind'] })}
              data={KINDS.map((value) => ({ value, label: t(`uploads.kind.${value}`) }))}
            />
            <TextInput
              label={t('uploads.setUp.name')}
              description={t('uploads.setUp.nameHint')}
              value={draft.name}
              onChange={(event) => change({ ...draft, name: event.currentTarget.value })}
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              required
            />
          </>
        )}
        <SinkFields draft={draft} change={change} hasSecret={setUp?.hasSecret ?? false} />
        {setUp !== null && <p className={`${classes.target} ${classes.whole}`}>{t('uploads.setUp.elsewhere')}</p>}
        <p role="status" className={`${classes.tested} ${classes.whole}`} data-good={tested?.good}>
          {busy === 'test' && t('uploads.setUp.testing')}
          {tested !== null && (
            <>
              <Icon name={tested.good ? 'pass' : 'help'} size="1.5rem" />
              <span>{sayReason(tested.what)}</span>
            </>
          )}
        </p>
        <div className={classes.whole}>
          <ProblemBoxes problem={problem} />
        </div>
        <div className={`${classes.acts} ${classes.whole}`}>
          <Button type="submit" loading={busy === 'save'}>
            {t('uploads.setUp.save')}
          </Button>
          <Button variant="default" loading={busy === 'test'} onClick={() => void act('test')}>
            {t('uploads.setUp.test')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
