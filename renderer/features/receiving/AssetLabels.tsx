import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThingView } from '../../../core/contract/receivingViews.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { LabelPanel } from '../labels/LabelPanel.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './ReceivingScreen.module.css';

type Told = { readonly queued: number; readonly there: number; readonly labelId: string | null };

/**
 * The ASSET label of what was scanned or chosen. One that was printed before is shown and not printed again; its panel prints the next copy with a reason. Keyed
 * by the things: what was said of others does not stay.
 */
export function AssetLabels({ things }: { things: readonly ThingView[] }) {
  const { t } = useTranslation('receiving');
  const [told, setTold] = useState<Told | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [thing] = things;
  const newest = useStation(({ snapshot }) =>
    told === null || told.labelId === null
      ? null
      : (snapshot?.labels.findLast(({ kind, thingId }) => kind === 'ASSET' && thingId === thing?.thingId) ?? null),
  );
  const print = async () => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const thingIds = things.map(({ thingId }) => thingId);
    const answer = await ask('labels.asset', { session: session.token, thingIds });
    if (answer.outcome !== 'done') return setProblem(answer);
    const { labels, queued } = answer.value;
    setProblem(null);
    const labelId = labels.length === 1 ? (labels[0]?.labelId ?? null) : null;
    setTold({ queued, there: labels.length - queued, labelId });
  };
  return (
    <section className={classes.assetLabels} aria-label={t('assetLabel.thing')}>
      <Button variant="default" onClick={() => void print()}>
        {things.length === 1 ? t('assetLabel.one') : t('assetLabel.several', { count: things.length })}
      </Button>
      <ProblemBoxes problem={problem} />
      {told !== null && (
        <p role="status">
          {told.queued > 0 && `${t('assetLabel.queued', { count: told.queued })} `}
          {told.there > 0 && `${t('assetLabel.there', { count: told.there })} `}
          {told.labelId === null && <a href="#/labels">{t('assetLabel.all')}</a>}
        </p>
      )}
      {newest !== null && <LabelPanel key={newest.labelId} label={newest} follow={() => undefined} />}
    </section>
  );
}
