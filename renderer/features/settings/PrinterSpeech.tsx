import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { labelSize, type PrinterSettings, printerLanguage, printerSettings } from '../../../core/domain/printer.ts';
import classes from './SettingsScreen.module.css';

const rates = [9600, 19_200, 38_400, 57_600, 115_200, 230_400] as const;
const parities = printerSettings.shape.parity.options;
const flowControls = printerSettings.shape.flowControl.options;

/** What the printer speaks, on what labels, and how the bytes travel. */
export function PrinterSpeech({
  speech,
  change,
  serial,
}: {
  speech: PrinterSettings;
  change: (speech: PrinterSettings) => void;
  serial: boolean;
}) {
  const { t } = useTranslation();
  /** A choice among values of one setting, shown by their words. */
  const choice = <K extends keyof PrinterSettings, V extends PrinterSettings[K] & (string | number)>(
    name: K,
    label: string,
    values: readonly V[],
    word: (value: V) => string,
  ) => (
    <NativeSelect
      label={label}
      value={String(speech[name])}
      onChange={(event) => {
        const value = values.find((each) => String(each) === event.currentTarget.value);
        if (value !== undefined) change({ ...speech, [name]: value });
      }}
      data={values.map((value) => ({ value: String(value), label: word(value) }))}
    />
  );
  return (
    <div className={classes.pairs}>
      {choice('language', t('settings.language'), printerLanguage.options, (value) =>
        t(`settings.languageName.${value}`),
      )}
      {choice('labelSize', t('settings.labelSize'), labelSize.options, (size) => t('settings.labelSizeName', { size }))}
      {choice('dotsPerMillimetre', t('settings.resolution'), [8, 12] as const, (dots) =>
        t('settings.resolutionName', { dpi: dots === 8 ? 203 : 300 }),
      )}
      {serial && (
        <>
          {choice('baudRate', t('settings.baud'), rates, String)}
          {choice('dataBits', t('settings.dataBits'), [8, 7] as const, String)}
          {choice('parity', t('settings.parity'), parities, (value) => t(`settings.parityName.${value}`))}
          {choice('stopBits', t('settings.stopBits'), [1, 2] as const, String)}
          {choice('flowControl', t('settings.flowControl'), flowControls, (value) =>
            t(`settings.flowControlName.${value}`),
          )}
        </>
      )}
    </div>
  );
}
