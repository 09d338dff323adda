import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStation } from '../../link/stationState.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { PlanRows } from '../wipe/PlanRows.tsx';
import { usePlan } from '../wipe/usePlan.ts';
import { usePolicyChoice } from '../wipe/usePolicyChoice.ts';

/** What could be done with this drive under a policy, and why each technique is offered or not. */
export function PlanSection({ driveId }: { driveId: string }) {
  const { t } = useTranslation();
  const policies = useStation(({ snapshot }) => snapshot?.policies ?? null);
  const { policyId, choose } = usePolicyChoice();
  const plan = usePlan(driveId, policyId);
  return (
    <PanelSection title={t('drive.plan')}>
      <NativeSelect
        size="md"
        label={t('wipe.policy')}
        value={policyId ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: '', label: t('wipe.choosePolicy'), disabled: true },
          ...(policies ?? []).map((policy) => ({ value: policy.policyId, label: policy.title })),
        ]}
      />
      <PlanRows plan={plan} chosen={null} choose={null} />
    </PanelSection>
  );
}
