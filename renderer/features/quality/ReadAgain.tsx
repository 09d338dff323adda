import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QualityRow } from '../../../core/domain/quality.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './QualityScreen.module.css';
import { readQueue } from './queueState.ts';
import { driveOf, sayReading } from './sayQuality.ts';

/** The second reading: how it stands, and its begin when the drive is in a bay. */
export function ReadAgain({ row }: { row: QualityRow }) {
  const { t, i18n } = useTranslation('quality');
  const drive = useStation(({ snapshot }) => (snapshot === null ? null : driveOf(row, snapshot.drives)));
  const bay = useStation(({ snapshot }) => snapshot?.bays.find(({ bayId }) => bayId === drive?.bayId) ?? null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asked, setAsked] = useState(false);
  const { recordId, reverification } = row;
  const begin = async (driveId: string) => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    setAsked(true);
    const told = await ask('quality.reverify', { session: session.token, recordId, driveId });
    setProblem(told.outcome === 'done' ? null : told);
    await readQueue();
    setAsked(false);
  };
  const running = reverification.kind === 'running';
  return (
    <PanelSection title={t('reading')}>
      <p role="status" className={classes.reading} data-outcome={outcomeOf(row)}>
        {sayReading(row, t, i18n.language)}
      </p>
      {running && (
        <progress
          className={classes.bar}
          aria-label={t('reading')}
          max={reverification.totalBytes || 1}
          value={reverification.doneBytes}
        />
      )}
      {!row.canBeReadAgain && <p>{t('notReadable')}</p>}
      {row.canBeReadAgain && !running && drive === null && <p>{t('bringIt')}</p>}
      {row.canBeReadAgain && !running && drive !== null && (
        <>
          <Button
            variant={outcomeOf(row) === 'clean' ? 'default' : 'filled'}
            loading={asked}
            onClick={() => void begin(drive.driveId)}
          >
            {bay === null ? t('readOutside') : t('readNow', { number: bay.number })}
          </Button>
          <p className={classes.note}>{t('readMeans')}</p>
        </>
      )}
      <ProblemBoxes problem={problem} />
    </PanelSection>
  );
}

function outcomeOf({ reverification }: QualityRow): string {
  return reverification.kind === 'ended' ? reverification.outcome : reverification.kind;
}
