import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Disposition, repairCode } from '../../../../core/reconciliation/disposition.ts';
import classes from './after.module.css';

type Repairs = Disposition['repairs'];
const MOST = 16;

/** What was repaired, each with a note of what was done. */
export function RepairRows({ repairs, change }: { repairs: Repairs; change: (repairs: Repairs) => void }) {
  const { t } = useTranslation('receiving');
  const put = (place: number, part: Partial<Repairs[number]>) =>
    change(repairs.map((one, index) => (index === place ? { ...one, ...part } : one)));
  return (
    <>
      {repairs.map((repair, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same repair may stand twice; rows have no other name
        <div key={index} className={classes.repair}>
          <NativeSelect
            label={t('after.repair', { number: index + 1 })}
            value={repair.code}
            onChange={(event) => {
              const code = repairCode.options.find((one) => one === event.currentTarget.value);
              if (code !== undefined) put(index, { code });
            }}
            data={repairCode.options.map((value) => ({ value, label: t(`repairs.${value}`) }))}
          />
          <TextInput
            label={t('after.repairNote')}
            value={repair.note}
            onChange={(event) => put(index, { note: event.currentTarget.value })}
            maxLength={500}
          />
          <Button variant="default" onClick={() => change(repairs.filter((_, place) => place !== index))}>
            {t('after.removeRepair')}
          </Button>
        </div>
      ))}
      {repairs.length < MOST && (
        <Button variant="default" onClick={() => change([...repairs, { code: 'cleaning', note: '' }])}>
          {t('after.addRepair')}
        </Button>
      )}
    </>
  );
}
