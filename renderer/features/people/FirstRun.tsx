import { useTranslation } from 'react-i18next';
import { EnrolForm } from './EnrolForm.tsx';
import classes from './people.module.css';

/** Before anybody is enrolled nobody can act; the first person is the shift lead and chooses an own PIN. */
export function FirstRun() {
  const { t } = useTranslation();
  return (
    <div className={classes.first}>
      <div>
        <h1>{t('people.firstTitle')}</h1>
        <p>{t('people.firstMeaning')}</p>
        <EnrolForm first done={() => undefined} />
      </div>
    </div>
  );
}
