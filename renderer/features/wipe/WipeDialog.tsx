import { useTranslation } from 'react-i18next';
import { useStation } from '../../link/stationState.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { WipeForm } from './WipeForm.tsx';
import { useWipe } from './wipeState.ts';

/** The only door to a wipe. It closes by itself when the drive leaves. */
export function WipeDialog() {
  const { t } = useTranslation();
  const { driveId, close } = useWipe();
  const view = useStation((state) => state.bayViews.find(({ drive }) => drive?.driveId === driveId) ?? null);
  if (driveId === null || view === null || view.drive === null) return null;
  const place =
    view.bay === null
      ? t('bench.seenAs', { name: view.drive.kernelName })
      : t('bench.bayNumber', { number: view.bay.number });
  return (
    <Dialog title={t('wipe.title', { place })} close={close} wide>
      <WipeForm key={driveId} drive={view.drive} viewKey={view.key} />
    </Dialog>
  );
}
