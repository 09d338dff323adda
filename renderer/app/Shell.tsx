import { useTranslation } from 'react-i18next';
import { BenchScreen } from '../features/bench/BenchScreen.tsx';
import { useStation } from '../link/stationState.ts';
import { LinkBanner } from './LinkBanner.tsx';
import { usePlace } from './place.ts';
import classes from './Shell.module.css';
import { SideRail } from './SideRail.tsx';
import { TopBar } from './TopBar.tsx';
import { VirtualFrame } from './VirtualFrame.tsx';

/** The frame of the window: top bar, rail of screens, the screen itself. */
export function Shell() {
  const { t } = useTranslation();
  const { screen } = usePlace();
  const loaded = useStation((state) => state.snapshot !== null);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href={`#/${screen}`} onClick={() => document.getElementById('screen')?.focus()}>
        {t('app.skip')}
      </a>
      <TopBar />
      <SideRail />
      <main id="screen" tabIndex={-1} className={classes.screen}>
        <LinkBanner />
        {loaded && <CurrentScreen />}
      </main>
      <VirtualFrame />
    </div>
  );
}

function CurrentScreen() {
  const { screen } = usePlace();
  return screen === 'bench' ? <BenchScreen /> : null;
}
