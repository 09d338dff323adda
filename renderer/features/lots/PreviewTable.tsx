import { useTranslation } from 'react-i18next';
import type { ListProposal } from '../../../core/contract/lots.ts';
import classes from './LotsScreen.module.css';
import { sayIntake } from './sayIntake.ts';

/** The first rows as they are read, each with what becomes of it. */
export function PreviewTable({ proposal }: { proposal: ListProposal }) {
  const { t } = useTranslation('lots');
  return (
    <div>
      <h3 id="lots-preview">{t('preview')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.preview} tabIndex={0} aria-labelledby="lots-preview">
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('rowNumber')}</th>
              <th>{t('why')}</th>
              {proposal.columns.map((column, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name, their place is what they are
                <th key={index}>{column.name.trim() === '' ? t('unnamed', { number: index + 1 }) : column.name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {proposal.preview.map(({ rowNumber, cells, verdict, why }) => (
              <tr key={rowNumber} data-verdict={verdict}>
                <th scope="row">{rowNumber}</th>
                <td className={classes.verdict}>
                  <b>{t(`verdict.${verdict}`)}</b> {why.map(sayIntake).join(' ')}
                </td>
                {proposal.columns.map((_, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the row
                  <td key={index}>{cells[index] ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
