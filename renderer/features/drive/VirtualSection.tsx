import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { Icon } from '../../ui/Icon.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import type { BayView } from '../bench/bayView.ts';
import { PlugForm } from './PlugForm.tsx';

/** On a virtual bench, what hands do in steel: plug a drive into the empty bay, or pull it. */
export function VirtualSection({ view }: { view: BayView }) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const virtual = useStation(({ snapshot }) => snapshot?.agent.state === 'connected' && snapshot.agent.station.virtual);
  const { bay, drive } = view;
  if (!virtual || bay === null) return null;
  const unplug = async () => {
    const told = await ask('virtual.unplug', { bayId: bay.bayId });
    setProblem(told.outcome === 'done' ? null : told);
  };
  return (
    <PanelSection title={t('virtual.title')}>
      {drive === null ? (
        <PlugForm key={bay.bayId} bayId={bay.bayId} />
      ) : (
        <Button variant="default" leftSection={<Icon name="unplug" size="1.2rem" />} onClick={() => void unplug()}>
          {t('virtual.unplug')}
        </Button>
      )}
      <ProblemBoxes problem={problem} />
    </PanelSection>
  );
}
