import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FACTORY_PRINTER, type PrinterPort, type PrinterSettings } from '../../../core/domain/printer.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import { PrinterSpeech } from './PrinterSpeech.tsx';
import { choiceOf, listedPrinters, type PrinterChoice } from './printerChoice.ts';
import classes from './SettingsScreen.module.css';
import { TestPrint } from './TestPrint.tsx';

/** Chooses the printer by what it is, not by the name of its port, and says how it is spoken to. */
export function PrinterForm({ ports, saved }: { ports: readonly PrinterPort[]; saved: PrinterSettings | null }) {
  const { t } = useTranslation();
  const listed = listedPrinters(ports, saved);
  const [choice, setChoice] = useState(choiceOf(saved, listed));
  const [speech, setSpeech] = useState<PrinterSettings>(saved ?? { ...FACTORY_PRINTER, path: '' });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [used, setUsed] = useState(saved !== null);
  const [told, setTold] = useState(false);
  const chosen = listed.find(({ key }) => key === choice)?.port ?? null;
  const connection = chosen?.connection ?? 'serial';
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const printer =
      choice === 'none'
        ? null
        : { ...speech, connection, path: chosen?.path ?? speech.path, identity: chosen?.identity ?? null };
    const answer = await ask('printer.configure', { session: session.token, printer });
    setProblem(answer.outcome === 'done' ? null : answer);
    setTold(answer.outcome === 'done');
    if (answer.outcome === 'done') setUsed(printer !== null);
  };
  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      <NativeSelect
        label={t('settings.device')}
        value={choice}
        onChange={(event) => setChoice(event.currentTarget.value as PrinterChoice)}
        data={[
          { value: 'none', label: t('settings.deviceNone') },
          ...listed.map(({ key, port, there }) => ({
            value: key,
            label: there
              ? t('settings.deviceOption', { ...port, serialNumber: port.identity?.serialNumber ?? '' }).trim()
              : t('settings.deviceGone', { serialNumber: port.identity?.serialNumber ?? '' }),
          })),
          { value: 'typed', label: t('settings.deviceTyped') },
        ]}
      />
      {choice === 'typed' && (
        <TextInput
          label={t('settings.devicePath')}
          value={speech.path}
          onChange={(event) => setSpeech({ ...speech, path: event.currentTarget.value })}
          maxLength={500}
          required
        />
      )}
      {choice !== 'none' && (
        <>
          {chosen !== null && (
            <p className={classes.note}>
              {chosen.identity === null
                ? t('settings.byPath')
                : t('settings.byIdentity', { serialNumber: chosen.identity.serialNumber })}
            </p>
          )}
          <PrinterSpeech speech={speech} change={setSpeech} serial={connection === 'serial'} />
        </>
      )}
      <ProblemBoxes problem={problem} />
      <Button type="submit">{t('settings.save')}</Button>
      {told && <p role="status">{t('settings.saved')}</p>}
      {used && <TestPrint />}
    </form>
  );
}
