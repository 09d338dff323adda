import { useTranslation } from 'react-i18next';
import { usePlace } from '../../app/place.ts';
import { BayMapScreen } from '../bays/BayMapScreen.tsx';
import { BaysSection } from '../bays/BaysSection.tsx';
import { LanguageSection } from '../language/LanguageSection.tsx';
import { UploadsSection } from '../uploads/UploadsSection.tsx';
import { PaperSection } from './PaperSection.tsx';
import { PrinterSection } from './PrinterSection.tsx';
import classes from './SettingsScreen.module.css';
import { SetupSection } from './SetupSection.tsx';
import { StationSection } from './StationSection.tsx';
import { ThemeSection } from './ThemeSection.tsx';

export function SettingsScreen() {
  const { t } = useTranslation();
  const { item } = usePlace();
  if (item === 'bays') return <BayMapScreen />;
  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('app.screen.settings')}</h1>
      <div className={classes.columns}>
        <PrinterSection />
        <PaperSection />
        <BaysSection />
        <ThemeSection />
        <LanguageSection />
        <StationSection />
        <UploadsSection />
        <SetupSection />
      </div>
    </div>
  );
}
