import { Button, Group, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStation } from '../../link/stationState.ts';
import { cancelImport } from './importState.ts';

/** How far the import is, and a way to end it. */
export function ImportProgressBar({ lotId }: { lotId: string }) {
  const { t, i18n } = useTranslation('lots');
  const progress = useStation((state) => (state.importProgress?.lotId === lotId ? state.importProgress : null));
  const count = (value: number) => new Intl.NumberFormat(i18n.language).format(value);
  const share = progress === null ? 0 : (progress.readBytes / Math.max(1, progress.sizeBytes)) * 100;
  return (
    <Group gap="md" wrap="nowrap">
      <Progress size="xl" style={{ flex: 1 }} value={share} aria-label={t('importProgress')} />
      <span>
        {t('soFar', {
          rows: count(progress?.rows ?? 0),
          accepted: count(progress?.accepted ?? 0),
          rejected: count(progress?.rejected ?? 0),
        })}
      </span>
      <Button variant="default" size="md" onClick={() => void cancelImport()} data-autofocus>
        {t('cancel')}
      </Button>
    </Group>
  );
}
