import { useTranslation } from 'react-i18next';
import { serialEnd } from '../../../core/domain/drive.ts';
import { sayBytes, sayDuration, sayShare } from '../../i18n/measures.ts';
import { seenStart, seenText } from '../../i18n/seenText.ts';
import type { BayView } from './bayView.ts';

/** What a screen reader says for a place: the same facts in the same order as the eye meets them. */
export function useTileSentence({ bay, drive, job, duty }: BayView): string {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  if (drive === null && job === null) return t('bench.emptySaid', { number: bay?.number });
  const sizeBytes = drive?.sizeBytes ?? job?.sizeBytes ?? null;
  const model = drive?.model ?? job?.model ?? null;
  const facts = {
    place:
      bay === null
        ? t('bench.seenAs', { name: drive?.kernelName ?? t('unknown') })
        : t('bench.bayNumber', { number: bay.number }),
    duty: t(`duty.${duty}`),
    tail: seenText(serialEnd(drive?.serialNumber ?? job?.serialNumber ?? null)) ?? t('unknown'),
    model: model === null ? t('unknown') : seenStart(model),
    size: sizeBytes === null ? t('unknown') : sayBytes(sizeBytes, language),
  };
  if (job?.state.kind !== 'running') return t('bench.tileSaid', facts);
  const { doneBytes, totalBytes, remainingMs } = job.state;
  const left =
    remainingMs === null ? t('bench.leftUnknown') : t('bench.left', { time: sayDuration(remainingMs, language) });
  return t('bench.runningSaid', { ...facts, left, share: sayShare(doneBytes, totalBytes, language) });
}
