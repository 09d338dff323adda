import { useTranslation } from 'react-i18next';
import { sayReason } from '../../i18n/sentences.ts';
import { read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { SinkRow } from './SinkRow.tsx';
import classes from './UploadsSection.module.css';

/** Where the ledger is uploaded to, how far each place is, and what stands in its way. */
export function UploadsSection() {
  const { t } = useTranslation();
  const paperCount = useStation((state) => state.paperCount);
  const asked = useAsked(`uploads.list ${paperCount}`, () => read('uploads.list', {}));
  const changed = useStation((state) => state.uploads);
  const uploads = changed ?? (asked?.outcome === 'done' ? asked.value : null);
  return (
    <PanelSection title={t('uploads.title')}>
      {uploads !== null && uploads.problem !== null && <p role="alert">{sayReason(uploads.problem)}</p>}
      {uploads !== null && uploads.problem === null && uploads.sinks.length === 0 && <p>{t('uploads.none')}</p>}
      <ul className={classes.sinks}>
        {(uploads?.sinks ?? []).map((sink) => (
          <SinkRow key={sink.name} sink={sink} />
        ))}
      </ul>
    </PanelSection>
  );
}
