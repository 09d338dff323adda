import { Fragment, useState } from 'react';
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
  /** Forms show what is set: after another set-up was taken over they ask anew. */
  const [taken, setTaken] = useState(0);
  if (item === 'bays') return <BayMapScreen />;
  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('app.screen.settings')}</h1>
      <div className={classes.columns}>
        <Fragment key={taken}>
          <PrinterSection />
          <PaperSection />
          <BaysSection />
        </Fragment>
        <ThemeSection />
        <LanguageSection />
        <StationSection />
        <UploadsSection />
        <SetupSection taken={() => setTaken((before) => before + 1)} />
      </div>
    </div>
  );
}
