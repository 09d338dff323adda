import { Button, Group, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { sayBytes } from '../../i18n/measures.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { cancelExport, openExportsFolder, useExport } from './exportState.ts';

/** How far the export is, a way to end it, and what became of it. Nothing before the first one. */
export function ExportProgress() {
  const { t, i18n } = useTranslation();
  const { running, made, problem } = useExport();
  const progress = useStation((state) => state.exportProgress);
  const count = (value: number) => new Intl.NumberFormat(i18n.language).format(value);
  return (
    <>
      {running && (
        <Group gap="md" wrap="nowrap">
          <Progress
            size="xl"
            style={{ flex: 1 }}
            value={progress === null ? 0 : (progress.done / Math.max(1, progress.total)) * 100}
            aria-label={t('exports.progress')}
          />
          <span>
            {progress === null
              ? t('exports.running')
              : t('drive.of', { done: count(progress.done), total: count(progress.total) })}
          </span>
          <Button variant="default" size="md" onClick={() => void cancelExport()}>
            {t('exports.cancel')}
          </Button>
        </Group>
      )}
      {made !== null && (
        <Group gap="md">
          <p role="status" style={{ margin: 0, overflowWrap: 'anywhere' }}>
            {t('exports.made', {
              count: made.certificates,
              path: made.path,
              size: sayBytes(made.sizeBytes, i18n.language),
            })}
          </p>
          <Button variant="default" size="md" onClick={() => void openExportsFolder()}>
            {t('exports.openFolder')}
          </Button>
        </Group>
      )}
      <ProblemBoxes problem={problem} />
    </>
  );
}
