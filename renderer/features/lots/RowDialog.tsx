import { useTranslation } from 'react-i18next';
import type { Reason } from '../../../core/domain/reason.ts';
import { ask } from '../../link/ask.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import classes from './LotsScreen.module.css';
import { sayIntake } from './sayIntake.ts';

export type FileRow = {
  readonly listId: string;
  readonly rowNumber: number;
  readonly cells: readonly string[];
  readonly why: readonly Reason[];
};

/** One row as it stands in the customer's file, under the customer's own column names. */
export function RowDialog({ lotId, row, close }: { lotId: string; row: FileRow; close: () => void }) {
  const { t } = useTranslation('lots');
  const asked = useAsked(lotId, () => ask('lots.lists', { lotId }));
  const list = asked?.outcome === 'done' ? asked.value.lists.find(({ listId }) => listId === row.listId) : undefined;
  return (
    <Dialog title={t('rowTitle', { number: row.rowNumber })} close={close}>
      <div className={classes.form}>
        <ProblemBoxes problem={asked === null || asked.outcome === 'done' ? null : asked} />
        {list !== undefined && <p>{list.fileName}</p>}
        {row.why.map((reason) => (
          <p key={reason.code}>
            <b>{sayIntake(reason)}</b>
          </p>
        ))}
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('column')}</th>
              <th>{t('cells')}</th>
            </tr>
          </thead>
          <tbody>
            {row.cells.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the row
              <tr key={index}>
                <th scope="row">{list?.columns[index] || t('unnamed', { number: index + 1 })}</th>
                <td className={classes.cell}>{cell}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
