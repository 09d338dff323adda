import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { goTo } from '../../app/place.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';

/** Issues the certificate on a record, by the person who is signed in. */
export function IssueForm({ recordId }: { recordId: string }) {
  const { t } = useTranslation();
  const [mediaSource, setMediaSource] = useState('');
  const [destination, setDestination] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const issue = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    setBusy(true);
    const told = await ask('certificates.issue', {
      session: session.token,
      recordId,
      mediaSource: mediaSource.trim() || null,
      destination: destination.trim() || null,
    });
    setBusy(false);
    if (told.outcome === 'done') goTo('certificates', told.value.certificateId);
    else setProblem(told);
  };
  return (
    <form onSubmit={(event) => void issue(event)} style={{ display: 'grid', gap: 10, marginTop: 12 }}>
      <TextInput
        size="md"
        label={t('certificates.mediaSource')}
        value={mediaSource}
        onChange={(event) => setMediaSource(event.currentTarget.value)}
      />
      <TextInput
        size="md"
        label={t('certificates.destination')}
        value={destination}
        onChange={(event) => setDestination(event.currentTarget.value)}
      />
      <ProblemBoxes problem={problem} />
      <Button type="submit" loading={busy}>
        {t('certificates.issue')}
      </Button>
    </form>
  );
}
