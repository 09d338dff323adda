import { useTranslation } from 'react-i18next';
import { sayDuration } from '../../i18n/measures.ts';
import { useStation } from '../../link/stationState.ts';
import classes from './RoomLine.module.css';
import { countRoom } from './roomCount.ts';
import { useSelection } from './selection.ts';

/** The whole room in one line. Each part is a filter: pressed, it dims the bays that it does not mean. */
export function RoomLine({ old }: { old: boolean }) {
  const { t, i18n } = useTranslation();
  const views = useStation((state) => state.bayViews);
  const { filter, filterBy } = useSelection();
  const { parts, nextDoneMs } = countRoom(views);
  if (parts.length === 0) {
    return <p className={classes.line}>{views.length === 0 ? t('room.noBench') : t('room.quiet')}</p>;
  }
  const running = parts.some(({ part }) => part === 'running');
  return (
    <section className={classes.line} data-old={old} aria-label={t('room.name')}>
      {old && <span className={classes.next}>{t('room.lastKnown')}</span>}
      {parts.map(({ part, count }) => (
        <button
          key={part}
          type="button"
          className={classes.part}
          data-part={part}
          aria-pressed={filter === part}
          onClick={() => filterBy(filter === part ? null : part)}
        >
          <i className={classes.dot} aria-hidden="true" />
          {t(`room.${part}`, { count })}
        </button>
      ))}
      {running && (
        <span className={classes.next}>
          {nextDoneMs === null
            ? t('room.nextDoneUnknown')
            : t('room.nextDone', { time: sayDuration(nextDoneMs, i18n.language) })}
        </span>
      )}
      {filter !== null && (
        <button type="button" className={classes.part} onClick={() => filterBy(null)}>
          {t('room.showAll')}
        </button>
      )}
    </section>
  );
}
