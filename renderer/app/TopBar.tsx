import { useTranslation } from 'react-i18next';
import { Palette } from '../features/palette/Palette.tsx';
import { PersonButton } from '../features/people/PersonButton.tsx';
import { ScanEcho } from '../features/scan/ScanEcho.tsx';
import { useStation } from '../link/stationState.ts';
import { Clock } from './Clock.tsx';
import { PrinterSign } from './PrinterSign.tsx';
import { usePlace } from './place.ts';
import classes from './TopBar.module.css';

export function TopBar() {
  const { t } = useTranslation();
  const { screen } = usePlace();
  const stationName = useStation(({ station }) => station?.stationName ?? null);
  return (
    <header className={classes.bar}>
      <a className={classes.skip} href={`#/${screen}`} onClick={() => document.getElementById('screen')?.focus()}>
        {t('app.skip')}
      </a>
      <div className={classes.brand}>
        <strong>{t('app.name')}</strong>
        <span>{stationName}</span>
      </div>
      <ScanEcho />
      <Palette />
      <PrinterSign />
      <Clock />
      <PersonButton />
    </header>
  );
}
