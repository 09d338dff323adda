import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drive } from '../../../core/domain/drive.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import { sayBytes } from '../../i18n/measures.ts';
import { seenStart, seenText } from '../../i18n/seenText.ts';
import type { Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useSelection } from '../bench/selection.ts';
import { useEcho } from '../scan/echo.ts';
import { LotRules } from './LotRules.tsx';
import { PlanRows } from './PlanRows.tsx';
import { startWipe } from './startWipe.ts';
import { useDriveRules } from './useDriveRules.ts';
import { usePlan } from './usePlan.ts';
import { usePolicyChoice } from './usePolicyChoice.ts';
import classes from './WipeForm.module.css';
import { useWipe } from './wipeState.ts';

/** What will be done to which drive, and the proof that the person means this one: its serial's end, read from the drive itself. */
export function WipeForm({ drive, viewKey }: { drive: Drive; viewKey: string }) {
  const { t, i18n } = useTranslation();
  const policies = useStation(({ snapshot }) => snapshot?.policies ?? null) ?? [];
  const { typed, assetTag, lotName, psid, fill, close } = useWipe();
  const rules = useDriveRules(drive.serialNumber, assetTag, lotName);
  const choice = usePolicyChoice();
  const forbidden = (id: string) => rules?.refused.some((one) => one.policyId === id) ?? false;
  const policyId = choice.policyId !== null && !forbidden(choice.policyId) ? choice.policyId : null;
  const plan = usePlan(drive.driveId, policyId);
  const select = useSelection((state) => state.select);
  const [techniqueId, setTechniqueId] = useState<TechniqueId | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const best = plan?.outcome === 'done' ? plan.value.find((row) => row.rank === 1) : undefined;
    setTechniqueId(best?.techniqueId ?? null);
  }, [plan]);
  useEffect(() => fill({ psid: techniqueId === 'opal-psid-revert' ? '' : null }), [techniqueId, fill]);

  const incomplete = typed.trim() === '' || psid?.trim() === '';

  const start = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || policyId === null || techniqueId === null || incomplete) return;
    setBusy(true);
    setProblem(null);
    const told = await startWipe({ drive, policyId, techniqueId, typed, assetTag, lotName, psid });
    setBusy(false);
    if (told === null) return;
    if (told.outcome !== 'done') {
      fill({ typed: '' });
      return setProblem(told);
    }
    useEcho.setState({ echo: null });
    select(viewKey);
    close();
  };

  return (
    <form className={classes.form} onSubmit={(event) => void start(event)}>
      <div className={classes.column}>
        <Facts>
          <Fact name={t('fact.model')}>{seenText(drive.model)}</Fact>
          <Fact name={t('fact.size')}>{sayBytes(drive.sizeBytes, i18n.language)}</Fact>
          <Fact name={t('fact.serialNumber')} mono>
            {drive.serialNumber === null ? null : `${seenStart([...drive.serialNumber].slice(0, -4).join(''))}••••`}
          </Fact>
        </Facts>
        <NativeSelect
          label={t('wipe.policy')}
          value={policyId ?? ''}
          onChange={(event) => choice.choose(event.currentTarget.value)}
          data={[
            { value: '', label: t('wipe.choosePolicy'), disabled: true },
            ...policies.map(({ policyId: value, title }) => ({ value, label: title, disabled: forbidden(value) })),
          ]}
        />
        {rules !== null && <LotRules rules={rules} />}
        <PlanRows plan={plan} chosen={techniqueId} choose={setTechniqueId} />
      </div>
      <div className={classes.column}>
        <div className={classes.pair}>
          <TextInput
            label={t('fact.assetTag')}
            description={t('wipe.assetHint')}
            value={assetTag}
            onChange={(event) => fill({ assetTag: event.currentTarget.value })}
          />
          <TextInput
            label={t('fact.lot')}
            description={t('wipe.lotHint')}
            value={lotName}
            onChange={(event) => fill({ lotName: event.currentTarget.value })}
          />
        </div>
        <TextInput
          label={t('wipe.confirm')}
          description={t('wipe.confirmHint')}
          classNames={{ input: classes.typed ?? '' }}
          value={typed}
          onChange={(event) => fill({ typed: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        {psid !== null && (
          <TextInput
            label={t('wipe.psid')}
            description={t('wipe.psidHint')}
            classNames={{ input: classes.psid ?? '' }}
            value={psid}
            onChange={(event) => fill({ psid: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <ProblemBoxes problem={problem} />
        <p className={classes.warning}>{t('wipe.warning')}</p>
        <div className={classes.end}>
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            color="red.9"
            loading={busy}
            disabled={policyId === null || techniqueId === null || incomplete}
          >
            {t('wipe.start')}
          </Button>
        </div>
      </div>
    </form>
  );
}
