import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../features/language/LanguageSwitch.tsx';
import { Icon } from '../ui/Icon.tsx';
import { screens, usePlace } from './place.ts';
import classes from './SideRail.module.css';

export function SideRail() {
  const { t } = useTranslation();
  const place = usePlace();
  return (
    <nav className={classes.rail} aria-label={t('app.screens')}>
      {screens.map((screen) => (
        <a key={screen} href={`#/${screen}`} aria-current={place.screen === screen ? 'page' : undefined}>
          <Icon name={screen} size="1.6rem" />
          {t(`app.screen.${screen}`)}
        </a>
      ))}
      <LanguageSwitch />
    </nav>
  );
}
