import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PanelSection } from '../../ui/PanelSection.tsx';

const schemes = ['light', 'dark', 'auto'] as const;

export function ThemeSection() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <PanelSection title={t('settings.theme')}>
      <SegmentedControl
        size="lg"
        transitionDuration={0}
        aria-label={t('settings.theme')}
        value={colorScheme}
        onChange={(value) => setColorScheme(schemes.find((scheme) => scheme === value) ?? 'auto')}
        data={schemes.map((scheme) => ({ value: scheme, label: t(`settings.scheme.${scheme}`) }))}
      />
    </PanelSection>
  );
}
