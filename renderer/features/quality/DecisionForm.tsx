import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type QualityDecision, type QualityRow, qualityDecision, recoveryTool } from '../../../core/domain/quality.ts';
import { goTo } from '../../app/place.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { PinField } from '../people/PinField.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './QualityScreen.module.css';
import { readQueue, useQueue } from './queueState.ts';

const outcomes = recoveryTool.shape.outcome.options;

/** The decision on a drawn drive: none is preselected, each has a reason, and the PIN is typed with it. */
export function DecisionForm({ row }: { row: QualityRow }) {
  const { t } = useTranslation('quality');
  const [decision, setDecision] = useState<QualityDecision | null>(null);
  const [why, setWhy] = useState('');
  const [pin, setPin] = useState('');
  const [tool, setTool] = useState('');
  const [found, setFound] = useState<(typeof outcomes)[number] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const usedTool = tool.trim() !== '';
  const ready = decision !== null && why.trim() !== '' && pin.length >= 6 && (!usedTool || found !== null);

  const seal = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    const session = await sessionOrSignIn();
    if (session === null) return;
    setBusy(true);
    const { recordId, serialNumber } = row;
    const noted = usedTool && found !== null ? { name: tool.trim(), outcome: found } : null;
    const told = await ask('quality.decide', {
      session: session.token,
      pin,
      recordId,
      decision,
      why,
      recoveryTool: noted,
    });
    setBusy(false);
    setPin('');
    if (told.outcome !== 'done') return setProblem(told);
    useQueue.setState({ decided: { decision, recordId, serialNumber } });
    goTo('quality');
    await readQueue();
  };
  return (
    <PanelSection title={t('decide')}>
      <form className={classes.form} onSubmit={(event) => void seal(event)}>
        <fieldset className={classes.choices}>
          <legend>{t('decide')}</legend>
          {qualityDecision.options.map((each) => (
            <label key={each} className={classes.choice}>
              <input
                type="radio"
                name={`decision-${row.recordId}`}
                checked={decision === each}
                onChange={() => setDecision(each)}
              />
              <span>{t(`decision.${each}`)}</span>
            </label>
          ))}
        </fieldset>
        <TextInput
          label={t('toolName')}
          description={t('toolHint')}
          value={tool}
          onChange={(event) => setTool(event.currentTarget.value)}
          maxLength={200}
        />
        {usedTool && (
          <NativeSelect
            label={t('toolFound')}
            value={found ?? ''}
            onChange={(event) => setFound(outcomes.find((one) => one === event.currentTarget.value) ?? null)}
            data={[
              { value: '', label: t('outcome.choose') },
              ...outcomes.map((one) => ({ value: one, label: t(`outcome.${one}`) })),
            ]}
          />
        )}
        <TextInput
          label={t('reason')}
          description={t('reasonHint')}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
          maxLength={500}
          required
        />
        <PinField label={t('pin')} value={pin} change={setPin} />
        <ProblemBoxes problem={problem} />
        <Button type="submit" loading={busy} disabled={!ready}>
          {t('seal')}
        </Button>
      </form>
    </PanelSection>
  );
}
