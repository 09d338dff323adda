import { assertNever } from '../../core/domain/assertNever.ts';
import { BenchScreen } from '../features/bench/BenchScreen.tsx';
import { CertificatesScreen } from '../features/certificates/CertificatesScreen.tsx';
import { ExportsScreen } from '../features/exports/ExportsScreen.tsx';
import { InsightScreen } from '../features/insight/InsightScreen.tsx';
import { LabelsScreen } from '../features/labels/LabelsScreen.tsx';
import { useSpokenLanguage } from '../features/language/useSpokenLanguage.ts';
import { LotsScreen } from '../features/lots/LotsScreen.tsx';
import { FirstRun } from '../features/people/FirstRun.tsx';
import { PeopleScreen } from '../features/people/PeopleScreen.tsx';
import { SignInDialog } from '../features/people/SignInDialog.tsx';
import { QualityScreen } from '../features/quality/QualityScreen.tsx';
import { useQueueKept } from '../features/quality/useQueueKept.ts';
import { ReceivingScreen } from '../features/receiving/ReceivingScreen.tsx';
import { useScanner } from '../features/scan/useScanner.ts';
import { SettingsScreen } from '../features/settings/SettingsScreen.tsx';
import { WipeDialog } from '../features/wipe/WipeDialog.tsx';
import { useStation } from '../link/stationState.ts';
import { LinkBanner } from './LinkBanner.tsx';
import { usePlace } from './place.ts';
import classes from './Shell.module.css';
import { SideRail } from './SideRail.tsx';
import { TopBar } from './TopBar.tsx';
import { useIsVirtual } from './useIsVirtual.ts';
import { VirtualFrame } from './VirtualFrame.tsx';

/** The frame of the window: top bar, rail of screens, the screen itself, and the dialogs that any screen may call for. */
export function Shell() {
  const loaded = useStation((state) => state.snapshot !== null);
  const nobody = useStation(
    ({ snapshot }) => snapshot !== null && snapshot.agent.state === 'connected' && snapshot.people.length === 0,
  );
  const virtual = useIsVirtual();
  useSpokenLanguage();
  useScanner();
  useQueueKept();
  return (
    <div className={classes.shell} data-virtual={virtual}>
      <TopBar />
      <SideRail />
      <main id="screen" tabIndex={-1} className={classes.screen}>
        <LinkBanner />
        {loaded && (nobody ? <FirstRun /> : <CurrentScreen />)}
      </main>
      <WipeDialog />
      <SignInDialog />
      <VirtualFrame />
    </div>
  );
}

function CurrentScreen() {
  const { screen } = usePlace();
  switch (screen) {
    case 'bench':
      return <BenchScreen />;
    case 'receiving':
      return <ReceivingScreen />;
    case 'lots':
      return <LotsScreen />;
    case 'quality':
      return <QualityScreen />;
    case 'people':
      return <PeopleScreen />;
    case 'certificates':
      return <CertificatesScreen />;
    case 'exports':
      return <ExportsScreen />;
    case 'labels':
      return <LabelsScreen />;
    case 'insight':
      return <InsightScreen />;
    case 'settings':
      return <SettingsScreen />;
    default:
      return assertNever(screen);
  }
}
