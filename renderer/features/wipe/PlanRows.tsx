import { useTranslation } from 'react-i18next';
import type { PlanRow, TechniqueId } from '../../../core/domain/technique.ts';
import { sayReason } from '../../i18n/sentences.ts';
import type { Told } from '../../link/ask.ts';
import { Icon } from '../../ui/Icon.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import classes from './PlanRows.module.css';

type Props = {
  plan: Told<PlanRow[]> | null;
  chosen: TechniqueId | null;
  /** Null where the plan is only read. */
  choose: ((techniqueId: TechniqueId) => void) | null;
};

/** Every technique with its reasons, the rejected ones too: a plan that hides its alternatives teaches nothing. */
export function PlanRows({ plan, chosen, choose }: Props) {
  if (plan === null) return null;
  if (plan.outcome !== 'done') return <ProblemBoxes problem={plan} />;
  const rows = [...plan.value].sort((a, b) => (a.rank ?? 1000) - (b.rank ?? 1000));
  return (
    <ul className={classes.rows}>
      {rows.map((row) => (
        <li key={row.techniqueId} data-accepted={row.accepted}>
          {choose === null || !row.accepted ? (
            <div className={classes.row}>
              <Icon name={row.accepted ? 'pass' : 'close'} size="1.3rem" />
              <RowWords row={row} />
            </div>
          ) : (
            <label className={classes.row}>
              <input
                type="radio"
                name="technique"
                checked={chosen === row.techniqueId}
                onChange={() => choose(row.techniqueId)}
              />
              <RowWords row={row} />
            </label>
          )}
        </li>
      ))}
    </ul>
  );
}

function RowWords({ row }: { row: PlanRow }) {
  const { t } = useTranslation();
  return (
    <span>
      <b>{t(`technique.${row.techniqueId}`)}</b>{' '}
      <span className={classes.method}>
        {row.accepted && row.method !== null ? t(`method.${row.method}`) : t('wipe.notOffered')}
      </span>
      {row.reasons.map((reason) => (
        <span key={reason.code} className={classes.reason}>
          {sayReason(reason)}
        </span>
      ))}
    </span>
  );
}
