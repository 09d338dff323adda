import { useTranslation } from 'react-i18next';
import type { QueuedLabel } from '../../../core/contract/labelVerbs.ts';
import { sayBytes } from '../../i18n/measures.ts';
import { seenStart } from '../../i18n/seenText.ts';
import { ask } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { LabelStateWords } from './LabelStateWords.tsx';
import classes from './LabelsScreen.module.css';
import { ReprintForm } from './ReprintForm.tsx';
import { ResolveUncertain } from './ResolveUncertain.tsx';

/** Why a label came of itself, after a decision. What a person wrote is shown as written. */
const OF_ITSELF = ['quality-refused', 'route-destroy', 'route-changed', 'called-otherwise'] as const;

/** One label as it prints: the picture is the very dots that go to the printer. `follow` hears of the next copy. */
export function LabelPanel({ label, follow }: { label: QueuedLabel; follow: (labelId: string) => void }) {
  const { t, i18n } = useTranslation();
  const { labelId } = label;
  const { kind } = label;
  const known = (text: string | null) => (text === null ? t('unknown') : seenStart(text));
  const picture =
    kind === 'ASSET'
      ? t('labels.pictureOfThing', { kind, name: known(label.assetTag ?? label.serialNumber) })
      : t('labels.picture', { kind, serial: known(label.serialNumber) });
  const preview = useAsked(labelId, () => ask('labels.preview', { labelId }));
  const given = label.reprintReason;
  const ofItself = OF_ITSELF.find((one) => one === given);
  const why = ofItself === undefined ? (given ?? t('notGiven')) : t(`labels.because.${ofItself}`);
  return (
    <aside className={classes.panel} aria-label={t('labels.one')}>
      {preview?.outcome === 'done' ? (
        <img className={classes.picture} alt={picture} src={`data:image/png;base64,${preview.value.pngBase64}`} />
      ) : (
        <ProblemBoxes problem={preview} />
      )}
      <p>
        <LabelStateWords label={label} />
      </p>
      {label.copy > 1 && <p>{t('labels.copyOf', { copy: label.copy, why })}</p>}
      {label.state.kind === 'uncertain' && <ResolveUncertain labelId={labelId} />}
      {label.state.kind === 'printed' && <ReprintForm labelId={labelId} queued={follow} />}
      {preview?.outcome === 'done' && (
        <p>
          {t('labels.printedAs', {
            language: preview.value.language.toUpperCase(),
            size: preview.value.labelSize,
            dpi: preview.value.dotsPerMillimetre === 8 ? 203 : 300,
            bytes: sayBytes(preview.value.sentBytes, i18n.language),
          })}
        </p>
      )}
    </aside>
  );
}
