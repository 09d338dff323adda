import { useTranslation } from 'react-i18next';
import { windowLanguage } from '../../../core/contract/languageVerbs.ts';
import classes from './LanguageSwitch.module.css';
import { speak } from './useSpokenLanguage.ts';

/** Each language under its own name, so that nobody is lost in one that they cannot read. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <select
      className={classes.select}
      aria-label={t('language.ofWindow')}
      value={i18n.language}
      onChange={(event) => void speak(windowLanguage.parse(event.currentTarget.value))}
    >
      {windowLanguage.options.map((language) => (
        <option key={language} value={language} lang={language}>
          {t(`settings.paperLanguages.${language}`)}
        </option>
      ))}
    </select>
  );
}
