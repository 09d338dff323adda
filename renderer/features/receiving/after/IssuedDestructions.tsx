import { useTranslation } from 'react-i18next';
import classes from './after.module.css';

/** The certificates of destruction that were just issued, each to be opened as every certificate is. */
export function IssuedDestructions({ numbers }: { numbers: readonly string[] }) {
  const { t } = useTranslation('receiving');
  if (numbers.length === 0) return null;
  return (
    <div role="status" className={classes.issued}>
      <p>{t('after.destructionsIssued', { count: numbers.length })}</p>
      <ul>
        {numbers.map((number) => (
          <li key={number}>
            <a href={`#/certificates/${number}`}>{number}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
