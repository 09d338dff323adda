import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MOST_LINES, type Size } from './bayDraft.ts';
import classes from './bays.module.css';

/** How many rows and columns of steel are shown; never fewer than hold a bay. */
export function GridSize({ size, least, change }: { size: Size; least: Size; change: (size: Size) => void }) {
  const { t } = useTranslation('setup');
  const lines = (from: number) => Array.from({ length: MOST_LINES - from + 1 }, (_, index) => String(from + index));
  return (
    <div className={classes.size}>
      <NativeSelect
        label={t('bays.rows')}
        value={String(size.rows)}
        onChange={(event) => change({ ...size, rows: Number(event.currentTarget.value) })}
        data={lines(least.rows)}
      />
      <NativeSelect
        label={t('bays.columns')}
        value={String(size.columns)}
        onChange={(event) => change({ ...size, columns: Number(event.currentTarget.value) })}
        data={lines(least.columns)}
      />
    </div>
  );
}
