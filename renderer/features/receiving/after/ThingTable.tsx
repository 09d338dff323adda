import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThingView } from '../../../../core/contract/receivingViews.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { nameOf } from '../names.ts';
import { sayMoney } from './sayMoney.ts';

type Props = {
  readonly rows: readonly ThingView[];
  readonly more: boolean;
  readonly loadMore: () => void;
  readonly chosen: ReadonlySet<string>;
  readonly choose: (thingIds: readonly string[]) => void;
};

/** What arrived, how its data stands, and what becomes of it. */
export function ThingTable({ rows, more, loadMore, chosen, choose }: Props) {
  const { t, i18n } = useTranslation('receiving');
  const { language } = i18n;
  const columns = useMemo<Column<ThingView>[]>(
    () => [
      { id: 'name', title: t('after.thing'), text: (row) => nameOf(row) ?? t('screen.noSerial') },
      { id: 'state', title: t('after.state'), text: (row) => t(`states.${row.state}`), width: '10.5rem' },
      { id: 'data', title: t('after.data'), text: (row) => t(`data.${row.data}`), width: '12.5rem' },
      {
        id: 'grade',
        title: t('after.grade'),
        text: (row) => row.disposition?.grade ?? t('after.unknown'),
        width: '6rem',
      },
      {
        id: 'route',
        title: t('after.route'),
        text: ({ disposition }) =>
          disposition === null || disposition.route === null ? t('after.noRoute') : t(`routes.${disposition.route}`),
        width: '9.5rem',
      },
      {
        id: 'value',
        title: t('after.value'),
        text: ({ disposition }) =>
          sayMoney(disposition?.realized ?? disposition?.estimated ?? null, language) ?? t('after.unknown'),
        width: '7.5rem',
      },
    ],
    [t, language],
  );
  const undecided = rows.filter(({ data, disposition }) => data !== 'destroyed' && disposition?.route == null);
  return (
    <DataTable
      label={t('after.things')}
      columns={columns}
      rows={rows}
      more={more}
      keyOf={({ thingId }) => thingId}
      loadMore={loadMore}
      open={({ thingId }) => choose([thingId])}
      tools={
        undecided.length > 0 && (
          <Button variant="default" onClick={() => choose(undecided.map(({ thingId }) => thingId))}>
            {t('after.chooseUndecided', { count: undecided.length })}
          </Button>
        )
      }
      openWord={(row) => nameOf(row) ?? t('screen.noSerial')}
      choice={{
        chosen,
        toggle: (id) => choose(chosen.has(id) ? [...chosen].filter((one) => one !== id) : [...chosen, id]),
      }}
    />
  );
}
