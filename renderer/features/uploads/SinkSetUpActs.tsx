import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SinkSetUp, SinksSetUp } from '../../../core/contract/sinkVerbs.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import { SinkDialog } from './SinkDialog.tsx';
import { SinkRemoval } from './SinkRemoval.tsx';
import classes from './UploadsSection.module.css';

type Props = { readonly setUp: SinkSetUp; readonly changed: (all: SinksSetUp) => void };

/** What a shift lead does to a place that is there: change, pause, remove. */
export function SinkSetUpActs({ setUp, changed }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'change' | 'remove' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { form, paused } = setUp;
  const { name } = form;
  const done = (all: SinksSetUp) => {
    setOpen(null);
    changed(all);
  };
  const pause = async () => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('sinks.pause', { session: session.token, sink: name, paused: !paused });
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome === 'done') changed(told.value);
  };
  const act = (words: string, onClick: () => void) => (
    <Button variant="default" aria-label={`${words} ${name}`} onClick={onClick}>
      {words}
    </Button>
  );
  return (
    <>
      <div className={classes.acts}>
        {act(t('uploads.setUp.change'), () => setOpen('change'))}
        {act(t(paused ? 'uploads.setUp.resume' : 'uploads.setUp.pause'), () => void pause())}
        {act(t('uploads.setUp.remove'), () => setOpen('remove'))}
      </div>
      <ProblemBoxes problem={problem} />
      {open === 'change' && <SinkDialog setUp={setUp} close={() => setOpen(null)} saved={done} />}
      {open === 'remove' && <SinkRemoval name={name} close={() => setOpen(null)} removed={done} />}
    </>
  );
}
