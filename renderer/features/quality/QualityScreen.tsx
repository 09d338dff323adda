import { useTranslation } from 'react-i18next';
import { MOST_QUALITY_ROWS } from '../../../core/domain/quality.ts';
import { usePlace } from '../../app/place.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { DecidedLine } from './DecidedLine.tsx';
import { DrawList } from './DrawList.tsx';
import { HeldLots } from './HeldLots.tsx';
import classes from './QualityScreen.module.css';
import { QueueList } from './QueueList.tsx';
import { useQueue } from './queueState.ts';
import { SamplePanel } from './SamplePanel.tsx';
import { isQualityAlone } from './sayQuality.ts';

/** What waits for a second person: held lots, drawn drives, open draws; and one of the drives with its story and its decision. */
export function QualityScreen() {
  const { t } = useTranslation('quality');
  const { item } = usePlace();
  const { view, problem } = useQueue();
  const alone = useStation(({ snapshot }) => snapshot !== null && isQualityAlone(snapshot.people));
  const opened = view?.rows.find(({ recordId }) => recordId === item) ?? null;
  return (
    <div className={classes.screen}>
      <div className={classes.list}>
        <h1 className={classes.title}>{t('title')}</h1>
        <p className={classes.about}>{t('about')}</p>
        <DecidedLine />
        {alone && <p className={classes.own}>{t('nobody')}</p>}
        <ProblemBoxes problem={problem} />
        {view === null ? (
          <p>{t('unknown')}</p>
        ) : (
          <>
            <ul className={classes.line}>
              <li data-signal={view.rows.length > 0 ? 'quality' : 'empty'}>
                {t('line.waiting', { count: view.rows.length })}
              </li>
              <li data-signal={view.heldLots.length > 0 ? 'hands' : 'empty'}>
                {t('line.held', { count: view.heldLots.length })}
              </li>
              <li data-signal="empty">{t('line.draws', { count: view.openDraws.length })}</li>
            </ul>
            {view.rows.length >= MOST_QUALITY_ROWS && <p>{t('maybeMore', { most: MOST_QUALITY_ROWS })}</p>}
            {view.heldLots.length > 0 && <HeldLots lots={view.heldLots} />}
            <QueueList rows={view.rows} openedId={opened?.recordId ?? null} />
            <DrawList draws={view.openDraws} />
          </>
        )}
      </div>
      {opened !== null && view !== null && (
        <SamplePanel
          key={opened.recordId}
          row={opened}
          draw={view.openDraws.find(({ lotName }) => lotName === opened.lotName) ?? null}
        />
      )}
    </div>
  );
}
