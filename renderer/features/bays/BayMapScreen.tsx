import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BayMapView } from '../../../core/contract/bayVerbs.ts';
import { ask } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { BayMapEditor } from './BayMapEditor.tsx';
import classes from './bays.module.css';

/** Where a shift lead lays the bench out: which place of the computer is which bay, and where it stands. */
export function BayMapScreen() {
  const { t } = useTranslation('setup');
  const [loads, setLoads] = useState(0);
  const [saved, setSaved] = useState<BayMapView | null>(null);
  const asked = useAsked(`bays ${loads}`, () => ask('bays.view', {}));
  const view = saved ?? (asked?.outcome === 'done' ? asked.value : null);
  const load = () => {
    setSaved(null);
    setLoads((before) => before + 1);
  };
  return (
    <div className={classes.screen}>
      <div className={classes.head}>
        <h1>{t('bays.title')}</h1>
        <a className={classes.back} href="#/settings">
          {t('bays.back')}
        </a>
      </div>
      <p className={classes.note}>{t('bays.about')}</p>
      {asked !== null && asked.outcome !== 'done' && <ProblemBoxes problem={asked} />}
      {view !== null && <BayMapEditor key={`${loads} ${view.seq}`} view={view} taken={setSaved} load={load} />}
    </div>
  );
}
