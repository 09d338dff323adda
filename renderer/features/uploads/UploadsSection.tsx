import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SinksSetUp } from '../../../core/contract/sinkVerbs.ts';
import { sayReason } from '../../i18n/sentences.ts';
import { read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { SinkDialog } from './SinkDialog.tsx';
import { SinkRow } from './SinkRow.tsx';
import { SinkSetUpActs } from './SinkSetUpActs.tsx';
import classes from './UploadsSection.module.css';

/** Where the ledger is uploaded to, how far each place is, what stands in its way, and the way to set it up. */
export function UploadsSection() {
  const { t } = useTranslation();
  const paperCount = useStation((state) => state.paperCount);
  const [adding, setAdding] = useState(false);
  const [changes, setChanges] = useState(0);
  const [answered, setAnswered] = useState<SinksSetUp | null>(null);
  const asked = useAsked(`uploads.list ${paperCount}`, () => read('uploads.list', {}));
  const changed = useStation((state) => state.uploads);
  const uploads = changed ?? (asked?.outcome === 'done' ? asked.value : null);
  // Another window may have changed the places: they are read again whenever there are others.
  const names = (uploads?.sinks ?? []).map(({ name, target }) => `${name} ${target}`).join('\n');
  const settings = useAsked(`sinks.read ${changes} ${names}`, () => read('sinks.read', {}));
  const setUp = settings?.outcome === 'done' ? settings.value : answered;
  const keep = (all: SinksSetUp) => {
    setAnswered(all);
    setChanges((count) => count + 1);
    setAdding(false);
  };
  const usable = uploads !== null && uploads.problem === null;
  return (
    <PanelSection title={t('uploads.title')}>
      {uploads !== null && uploads.problem !== null && <p role="alert">{sayReason(uploads.problem)}</p>}
      {usable && uploads.sinks.length === 0 && <p>{t('uploads.none')}</p>}
      <ul className={classes.sinks}>
        {(uploads?.sinks ?? []).map((sink) => {
          const of = setUp?.sinks.find(({ form }) => form.name === sink.name) ?? null;
          return (
            <SinkRow key={sink.name} sink={sink}>
              {of !== null && <SinkSetUpActs setUp={of} changed={keep} />}
            </SinkRow>
          );
        })}
      </ul>
      {usable && (
        <Button variant="default" onClick={() => setAdding(true)}>
          {t('uploads.setUp.add')}
        </Button>
      )}
      {adding && <SinkDialog setUp={null} close={() => setAdding(false)} saved={keep} />}
    </PanelSection>
  );
}
