import { useTranslation } from 'react-i18next';
import { ask } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import classes from './bays.module.css';

/** How the bench is laid out, in one line, and the way to change it. */
export function BaysSection() {
  const { t } = useTranslation('setup');
  const asked = useAsked('bays', () => ask('bays.view', {}));
  const map = asked?.outcome === 'done' ? asked.value.map : null;
  return (
    <PanelSection title={t('bays.title')}>
      {asked?.outcome === 'done' && (
        <p>{map === null ? t('bays.automatic') : t('bays.inForce', { count: map.length })}</p>
      )}
      {asked !== null && asked.outcome !== 'done' && <ProblemBoxes problem={asked} />}
      <a className={classes.open} href="#/settings/bays">
        {t('bays.open')}
      </a>
    </PanelSection>
  );
}
