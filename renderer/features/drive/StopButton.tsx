import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../core/domain/job.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';

/** Stops a running wipe, with a reason that goes into its record. The drive is then not sanitized and the record says so. */
export function StopButton({ job }: { job: Job }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const stop = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('jobs.cancel', { session: session.token, jobId: job.jobId, why });
    if (told.outcome === 'done') setOpen(false);
    else setProblem(told);
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('drive.stop')}
      </Button>
      {open && (
        <Dialog title={t('drive.stopTitle')} close={() => setOpen(false)}>
          <form onSubmit={(event) => void stop(event)} style={{ display: 'grid', gap: 14 }}>
            <p style={{ margin: 0 }}>{t('drive.stopMeaning')}</p>
            <TextInput
              label={t('drive.stopWhy')}
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
              required
              data-autofocus
            />
            <ProblemBoxes problem={problem} />
            <Button type="submit" color="red.9" disabled={why.trim() === ''}>
              {t('drive.stopNow')}
            </Button>
          </form>
        </Dialog>
      )}
    </>
  );
}
