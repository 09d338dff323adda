import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenDraw } from '../../../core/domain/quality.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './QualityScreen.module.css';
import { readQueue } from './queueState.ts';
import { sayDrawOf, sayPpm } from './sayQuality.ts';

type Closed = { readonly what: string; readonly drawn: number; readonly seedHex: string };

/** The draws whose seed is still secret, and the close of one. */
export function DrawList({ draws }: { draws: readonly OpenDraw[] }) {
  const { t, i18n } = useTranslation('quality');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [closed, setClosed] = useState<Closed | null>(null);
  const close = async (draw: OpenDraw) => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('quality.closeDraw', { session: session.token, lotName: draw.lotName });
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome === 'done') {
      const { drawnRecordIds, seedHex } = told.value;
      setClosed({ what: sayDrawOf(draw, t), drawn: drawnRecordIds.length, seedHex });
    }
    await readQueue();
  };
  return (
    <section aria-labelledby="quality-draws">
      <h2 id="quality-draws" className={classes.heading}>
        {t('openDraws')}
      </h2>
      <p className={classes.note}>{draws.length === 0 ? t('noDraws') : t('drawMeans')}</p>
      <div role="status">
        {closed !== null && (
          <div className={classes.decided}>
            <span>{t('closed', { what: closed.what, count: closed.drawn })}</span>
            <span className={classes.hash}>{closed.seedHex}</span>
          </div>
        )}
      </div>
      <ProblemBoxes problem={problem} />
      <ul className={classes.cards}>
        {draws.map((draw) => {
          const at = sayDay(draw.openedAt, i18n.language);
          return (
            <li key={draw.drawId} className={classes.draw}>
              <span className={classes.words}>
                <b>
                  {draw.lotName === null ? t('dayDraw', { at }) : t('lotDraw', { lot: seenStart(draw.lotName), at })}
                </b>
                <span>
                  {t('drawCount', {
                    records: draw.records,
                    drawn: draw.drawn,
                    share: sayPpm(draw.sharePpm, i18n.language),
                  })}
                </span>
              </span>
              <Button variant="default" onClick={() => void close(draw)}>
                {t('closeDraw', { what: sayDrawOf(draw, t) })}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
