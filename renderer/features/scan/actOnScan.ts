import i18next from 'i18next';
import { assertNever } from '../../../core/domain/assertNever.ts';
import { readPsid } from '../../../core/domain/psid.ts';
import { goTo, parsePlace } from '../../app/place.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { useStation } from '../../link/stationState.ts';
import type { BayView } from '../bench/bayView.ts';
import { useSelection } from '../bench/selection.ts';
import { switchPerson, useSession } from '../people/session.ts';
import { receiveScan, useReceiving } from '../receiving/receivingState.ts';
import { useWipe } from '../wipe/wipeState.ts';
import { useEcho } from './echo.ts';
import { routeScan } from './routeScan.ts';

/** Does what the scan means and says it in one line. Returns false when it meant nothing, so that a field may keep the text. */
export function actOnScan(text: string): boolean {
  const { t } = i18next;
  const seen = seenStart(text);
  const { bayViews } = useStation.getState();
  const wipe = useWipe.getState();
  const meaning = routeScan(text, {
    views: bayViews,
    wipeDriveId: wipe.driveId,
    signingIn: useSession.getState().waiting !== null,
    asksPsid: wipe.psid !== null,
  });
  const say = (sentence: string, undo: (() => void) | null) => useEcho.setState({ echo: { sentence, undo } });
  const select = (view: BayView) => {
    const { selected } = useSelection.getState();
    const hash = window.location.hash;
    goTo('bench');
    useSelection.setState({ selected: view.key });
    return () => {
      useSelection.setState({ selected });
      window.location.hash = hash;
    };
  };
  // At the dock a scan is a delivery, also of a drive that stands in a bay already.
  if (atTheDock() && (meaning.kind === 'drive' || meaning.kind === 'asset')) {
    say(t('scan.receiving', { text: seen }), null);
    void receiveScan(text);
    return true;
  }
  switch (meaning.kind) {
    case 'bay':
      if (wipe.driveId !== null) say(t('scan.dialogOpen', { text: seen }), null);
      else say(t('scan.bay', { text: seen, place: placeName(meaning.view) }), select(meaning.view));
      return true;
    case 'drive':
      say(t('scan.drive', { text: seen, place: placeName(meaning.view) }), select(meaning.view));
      return true;
    case 'asset':
      say(t('scan.asset', { text: seen, place: placeName(meaning.view) }), select(meaning.view));
      return true;
    case 'confirm': {
      const { typed } = wipe;
      wipe.fill({ typed: text });
      say(t('scan.confirm', { text: seen }), () => wipe.fill({ typed }));
      return true;
    }
    case 'wrong-drive':
      say(t('scan.wrongDrive', { text: seen, place: placeName(meaning.view) }), null);
      return true;
    case 'asset-tag': {
      const { assetTag } = wipe;
      wipe.fill({ assetTag: text });
      say(t('scan.assetTag', { text: seen }), () => wipe.fill({ assetTag }));
      return true;
    }
    case 'psid': {
      const { psid } = wipe;
      wipe.fill({ psid: readPsid(text) ?? text });
      say(t('scan.psid'), () => wipe.fill({ psid }));
      return true;
    }
    case 'badge':
      // A field for somebody's new badge keeps it.
      if (document.activeElement instanceof HTMLInputElement && document.activeElement.dataset.takesBadge !== undefined)
        return false;
      if (useSession.getState().waiting === null) switchPerson(text);
      else useSession.setState({ badge: text });
      say(t('scan.badge'), null);
      return true;
    case 'unknown':
      if (atTheDock()) {
        say(t('scan.receiving', { text: seen }), null);
        void receiveScan(text);
        return true;
      }
      say(t('scan.unknown', { text: seen }), null);
      return false;
    default:
      return assertNever(meaning);
  }
}

/** Whether the screen of receiving is open with a lot that is not closed: then what is scanned is being unloaded. */
function atTheDock(): boolean {
  const { lotId, view } = useReceiving.getState();
  return parsePlace(window.location.hash).screen === 'receiving' && lotId !== null && view?.closed === false;
}

function placeName({ bay, drive }: BayView): string {
  const { t } = i18next;
  if (bay !== null) return t('bench.bayNumber', { number: bay.number });
  return t('bench.seenAs', { name: drive?.kernelName ?? t('unknown') });
}
