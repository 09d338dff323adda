import { Button, Checkbox, FileInput, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paperLanguage } from '../../../core/domain/paper.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { sessionOrSignIn } from '../people/session.ts';
import { type LogoPixels, logoPixels } from './logoPixels.ts';
import classes from './SettingsScreen.module.css';

/** How the next certificates look, and who stamps their time. Those that were issued stay as they are. */
export function PaperSection() {
  const asked = useAsked('paper.read', () => ask('paper.read', {}));
  return asked?.outcome === 'done' ? <PaperForm now={asked.value} /> : null;
}

type Now = {
  readonly language: 'en' | 'de' | 'pl' | 'zh';
  readonly shopName: string | null;
  readonly logoPngBase64: string | null;
  readonly timeStampUrl: string | null;
};

function PaperForm({ now }: { now: Now }) {
  const { t } = useTranslation();
  const [language, setLanguage] = useState(now.language);
  const [shopName, setShopName] = useState(now.shopName ?? '');
  const [url, setUrl] = useState(now.timeStampUrl ?? '');
  const [logo, setLogo] = useState<'keep' | LogoPixels | null>('keep');
  const [unreadable, setUnreadable] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saved, setSaved] = useState(false);
  const choose = async (file: File | null) => {
    setUnreadable(false);
    if (file === null) return setLogo('keep');
    try {
      setLogo(await logoPixels(file));
    } catch {
      // The browser could not draw it: it is no picture.
      setUnreadable(true);
    }
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const session = await sessionOrSignIn();
    if (session === null) return;
    const given = (text: string) => (text.trim() === '' ? null : text.trim());
    const told = await ask('paper.set', {
      session: session.token,
      language,
      shopName: given(shopName),
      logo,
      timeStampUrl: given(url),
    });
    setProblem(told.outcome === 'done' ? null : told);
    setSaved(told.outcome === 'done');
  };
  return (
    <PanelSection title={t('settings.paper')}>
      <form className={classes.form} onSubmit={(event) => void save(event)}>
        <NativeSelect
          label={t('settings.paperLanguage')}
          value={language}
          onChange={(event) => setLanguage(paperLanguage.parse(event.currentTarget.value))}
          data={paperLanguage.options.map((value) => ({ value, label: t(`settings.paperLanguages.${value}`) }))}
        />
        <TextInput
          label={t('settings.shopName')}
          value={shopName}
          onChange={(event) => setShopName(event.currentTarget.value)}
          maxLength={120}
        />
        {now.logoPngBase64 !== null && (
          <>
            <img alt={t('settings.logoNow')} src={`data:image/png;base64,${now.logoPngBase64}`} height={40} />
            <Checkbox
              label={t('settings.logoRemove')}
              checked={logo === null}
              onChange={(event) => setLogo(event.currentTarget.checked ? null : 'keep')}
            />
          </>
        )}
        <FileInput
          label={t('settings.logo')}
          description={t('settings.logoHint')}
          accept="image/png,image/svg+xml"
          error={unreadable ? t('settings.logoUnreadable') : null}
          clearable
          onChange={(file) => void choose(file)}
        />
        <TextInput
          label={t('settings.timeStampUrl')}
          description={t('settings.timeStampHint')}
          type="url"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          maxLength={500}
        />
        <ProblemBoxes problem={problem} />
        <Button type="submit">{t('settings.save')}</Button>
        {saved && <p role="status">{t('settings.saved')}</p>}
      </form>
    </PanelSection>
  );
}
