import { useTranslation } from 'react-i18next';
import type { SetupRow, SetupSection, SetupView } from '../../../core/contract/setupVerbs.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenText } from '../../i18n/seenText.ts';
import classes from './SettingsScreen.module.css';

type Props = {
  readonly view: SetupView;
  readonly chosen: readonly SetupSection[];
  readonly choose: (chosen: readonly SetupSection[]) => void;
};

/** What a file would change, setting by setting: what is set here, what the file has, and whether it is taken over. */
export function SetupTable({ view, chosen, choose }: Props) {
  const { t, i18n } = useTranslation('setup');
  const words = (text: string | null) => (text === null ? t('transfer.none') : <bdi>{seenText(text)}</bdi>);
  const isChosen = ({ section }: SetupRow) => chosen.some((one) => one === section);
  const toggle = (row: SetupRow) =>
    choose(isChosen(row) ? chosen.filter((one) => one !== row.section) : [...chosen, row.section as SetupSection]);
  const title = ({ section, change }: SetupRow) => (
    <span>
      <b>{t(`transfer.section.${section}`)}</b> · {t(`transfer.change.${change}`)}
    </span>
  );
  return (
    <div>
      <p className={classes.path}>
        {t('transfer.of', { name: seenText(view.stationName) ?? '', day: sayDay(view.exportedAt, i18n.language) })}
      </p>
      <ul className={classes.rows}>
        {view.rows.map((row) => (
          <li key={row.section} data-change={row.change}>
            {row.change === 'changed' ? (
              <label className={classes.row}>
                <input type="checkbox" checked={isChosen(row)} onChange={() => toggle(row)} />
                {title(row)}
              </label>
            ) : (
              <p className={classes.row}>{title(row)}</p>
            )}
            {row.change !== 'same' && (
              <dl className={classes.beside}>
                <dt>{t('transfer.now')}</dt>
                <dd>{words(row.now)}</dd>
                <dt>{t('transfer.file')}</dt>
                <dd>{words(row.file)}</dd>
              </dl>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
