import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type Problem, read } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './SettingsScreen.module.css';

const rates = [9600, 19_200, 38_400, 57_600, 115_200] as const;

/** Which serial port the label printer is on. The path can be typed, because not every port is listed by the system. */
export function PrinterSection() {
  const { t } = useTranslation();
  const list = useId();
  const printer = useStation(({ snapshot }) => snapshot?.printer ?? null);
  const ports = useAsked('printer.candidates', () => read('printer.candidates', {}));
  const [path, setPath] = useState(printer === null || printer.kind === 'not-configured' ? '' : printer.path);
  const [baudRate, setBaudRate] = useState('9600');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('printer.configure', { session: session.token, path, baudRate: Number(baudRate) });
    setProblem(told.outcome === 'done' ? null : told);
    setSaved(told.outcome === 'done');
  };
  return (
    <PanelSection title={t('settings.printer')}>
      <form className={classes.form} onSubmit={(event) => void save(event)}>
        <TextInput
          label={t('settings.port')}
          description={t('settings.portHint')}
          list={list}
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          maxLength={500}
        />
        <datalist id={list}>
          {ports?.outcome === 'done' &&
            ports.value.ports.map((port) => (
              <option key={port.path} value={port.path}>
                {port.description}
              </option>
            ))}
        </datalist>
        <NativeSelect
          label={t('settings.baud')}
          value={baudRate}
          onChange={(event) => setBaudRate(event.currentTarget.value)}
          data={rates.map(String)}
        />
        <ProblemBoxes problem={problem} />
        <Button type="submit">{t('settings.save')}</Button>
        {saved && <p role="status">{t('settings.saved')}</p>}
      </form>
    </PanelSection>
  );
}
