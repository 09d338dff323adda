import { useTranslation } from 'react-i18next';
import { useIsOld } from '../../app/LinkBanner.tsx';
import { useStation } from '../../link/stationState.ts';
import { DrivePanel } from '../drive/DrivePanel.tsx';
import { BayGrid } from './BayGrid.tsx';
import { BayTile } from './BayTile.tsx';
import classes from './BenchScreen.module.css';
import { RoomLine } from './RoomLine.tsx';

/** The bench as it stands in steel, with one line over it and the selected drive's story beside it. */
export function BenchScreen() {
  const { t } = useTranslation();
  const old = useIsOld();
  const views = useStation((state) => state.bayViews);
  const outside = views.filter((view) => view.bay === null);
  return (
    <div className={classes.bench}>
      <div className={classes.left}>
        <h1 className={classes.hidden}>{t('app.screen.bench')}</h1>
        <RoomLine old={old} />
        <BayGrid old={old} />
        {outside.length > 0 && (
          <section className={classes.outside} aria-label={t('bench.outside')}>
            <h2>{t('bench.outside')}</h2>
            <ul>
              {outside.map((view) => (
                <li key={view.key}>
                  <BayTile view={view} old={old} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <DrivePanel />
    </div>
  );
}
