import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ExportProgress } from '../exports/ExportProgress.tsx';
import { startExport, useExport } from '../exports/exportState.ts';

type Props = { chosen: ReadonlySet<string>; chooseLoaded: () => void; loaded: number; clear: () => void };

/** Exports the chosen certificates as one sealed batch; the shift lead's act. */
export function ExportButton({ chosen, chooseLoaded, loaded, clear }: Props) {
  const { t } = useTranslation();
  const running = useExport((state) => state.running);
  return (
    <>
      {chosen.size === 0 ? (
        <Button variant="default" size="md" onClick={chooseLoaded} disabled={loaded === 0}>
          {t('exports.chooseLoaded', { count: loaded })}
        </Button>
      ) : (
        <Button variant="default" size="md" onClick={clear}>
          {t('exports.clear')}
        </Button>
      )}
      <Button
        size="md"
        onClick={() => void startExport({ kind: 'certificates', certificateIds: [...chosen] })}
        loading={running}
        disabled={chosen.size === 0}
      >
        {t('exports.export', { count: chosen.size })}
      </Button>
      <div style={{ order: 1, flexBasis: '100%' }}>
        <ExportProgress />
      </div>
    </>
  );
}
