import { useTranslation } from 'react-i18next';
import { usePlace } from '../../app/place.ts';
import classes from './ReceivingScreen.module.css';

const parts = ['arrivals', 'after', 'custody'] as const;
export type ReceivingPart = (typeof parts)[number];

/** The part of receiving that the address names; arrivals when it names none. */
export function useReceivingPart(): ReceivingPart {
  const { item } = usePlace();
  return parts.find((part) => part === item) ?? 'arrivals';
}

export function ReceivingTabs() {
  const { t } = useTranslation('receiving');
  const shown = useReceivingPart();
  return (
    <nav className={classes.tabs} aria-label={t('screen.parts')}>
      {parts.map((part) => (
        <a
          key={part}
          href={part === 'arrivals' ? '#/receiving' : `#/receiving/${part}`}
          aria-current={part === shown ? 'page' : undefined}
        >
          {t(`parts.${part}`)}
        </a>
      ))}
    </nav>
  );
}
