import { useTranslation } from 'react-i18next';
import { PersonButton } from '../features/people/PersonButton.tsx';
import { useStation } from '../link/stationState.ts';
import { Clock } from './Clock.tsx';
import { PrinterSign } from './PrinterSign.tsx';
import classes from './TopBar.module.css';

export function TopBar() {
  const { t } = useTranslation();
  const stationName = useStation(({ snapshot }) =>
    snapshot?.agent.state === 'connected' ? snapshot.agent.station.stationName : null,
  );
  return (
    <header className={classes.bar}>
      <div className={classes.brand}>
        <strong>{t('app.name')}</strong>
        <span>{stationName}</span>
      </div>
      <div className={classes.echo} />
      <PrinterSign />
      <Clock />
      <PersonButton />
    </header>
  );
}
