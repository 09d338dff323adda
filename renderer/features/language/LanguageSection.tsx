import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { windowLanguage } from '../../../core/contract/languageVerbs.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import { putLanguages, useLanguages } from './languageState.ts';

/** What the window speaks while nobody is signed in; each person's own is chosen at the foot of the rail. */
export function LanguageSection() {
  const { t } = useTranslation();
  const kept = useLanguages((state) => state.kept);
  const [problem, setProblem] = useState<Problem | null>(null);
  const choose = async (wanted: string) => {
    const language = windowLanguage.safeParse(wanted);
    if (!language.success) return;
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('language.set', { session: session.token, of: 'station', language: language.data });
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome === 'done') putLanguages(told.value);
  };
  return (
    <PanelSection title={t('language.title')}>
      <NativeSelect
        label={t('language.ofStation')}
        description={t('language.ofStationHint')}
        value={kept?.station ?? ''}
        onChange={(event) => void choose(event.currentTarget.value)}
      >
        {(kept === null || kept.station === null) && <option value="">{t('language.asDesktop')}</option>}
        {windowLanguage.options.map((language) => (
          <option key={language} value={language} lang={language}>
            {t(`settings.paperLanguages.${language}`)}
          </option>
        ))}
      </NativeSelect>
      <ProblemBoxes problem={problem} />
    </PanelSection>
  );
}
