import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayBytes } from '../../i18n/measures.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';

type Props = { chosen: ReadonlySet<string>; chooseLoaded: () => void; loaded: number; clear: () => void };

/** Exports the chosen certificates as one sealed batch; the shift lead's act. */
export function ExportButton({ chosen, chooseLoaded, loaded, clear }: Props) {
  const { t, i18n } = useTranslation();
  const progress = useStation((state) => state.exportProgress);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    setBusy(true);
    setProblem(null);
    setMade(null);
    const told = await ask('exports.create', { session: session.token, certificateIds: [...chosen] }, 600_000);
    setBusy(false);
    if (told.outcome !== 'done') return setProblem(told);
    const { path, sizeBytes, certificates } = told.value;
    setMade(t('exports.made', { count: certificates, path, size: sayBytes(sizeBytes, i18n.language) }));
  };
  return (
    <>
      {chosen.size === 0 ? (
        <Button variant="default" size="md" onClick={chooseLoaded} disabled={loaded === 0}>
          {t('exports.chooseLoaded', { count: loaded })}
        </Button>
      ) : (
        <Button variant="default" size="md" onClick={clear}>
          {t('exports.clear')}
        </Button>
      )}
      <Button size="md" onClick={() => void run()} loading={busy} disabled={chosen.size === 0}>
        {t('exports.export', { count: chosen.size })}
      </Button>
      {busy && progress !== null && (
        <Progress
          w={160}
          value={(progress.done / Math.max(1, progress.total)) * 100}
          aria-label={t('exports.progress')}
        />
      )}
      {made !== null && (
        <p role="status" style={{ order: 1, flexBasis: '100%', margin: 0, overflowWrap: 'anywhere' }}>
          {made}
        </p>
      )}
      {problem !== null && (
        <div style={{ order: 1, flexBasis: '100%' }}>
          <ProblemBoxes problem={problem} />
        </div>
      )}
    </>
  );
}
