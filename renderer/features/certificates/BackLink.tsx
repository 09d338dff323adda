import { useTranslation } from 'react-i18next';
import classes from './CertificatePage.module.css';

export function BackLink() {
  const { t } = useTranslation();
  return (
    <a className={classes.link} href="#/certificates">
      {t('certificates.back')}
    </a>
  );
}
