import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Job, JobState } from '../../../core/domain/job.ts';
import { goTo } from '../../app/place.ts';
import { useStation } from '../../link/stationState.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { IssueForm } from '../certificates/IssueForm.tsx';
import { useRecordRow } from '../certificates/useRecordRow.ts';
import { LabelStateWords } from '../labels/LabelStateWords.tsx';

/** The label and the certificate of an ended job, and what can be done with each. */
export function PaperSection({ job, state }: { job: Job; state: Extract<JobState, { kind: 'ended' }> }) {
  const { t } = useTranslation(['window', 'quality']);
  const label = useStation(({ snapshot }) => snapshot?.labels.findLast((each) => each.jobId === job.jobId) ?? null);
  const row = useRecordRow(state.recordId);
  const issued = useStation((all) => all.certificateOfRecord[state.recordId] ?? null);
  const certificateId = issued ?? row?.certificateId ?? null;
  const atQuality = useStation((all) => all.atQuality.get(state.recordId) ?? null);
  const passing = state.verdict.outcome === 'sanitized' || state.verdict.outcome === 'sanitized-with-exceptions';
  return (
    <PanelSection title={t('drive.paper')}>
      <p style={{ margin: '0 0 8px' }}>{label === null ? t('labels.none') : <LabelStateWords label={label} />}</p>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        {label !== null && (
          <Button variant="default" onClick={() => goTo('labels', label.labelId)}>
            {t('labels.show')}
          </Button>
        )}
        <Button variant="default" onClick={() => goTo('certificates', state.recordId)}>
          {t('records.show')}
        </Button>
        {certificateId !== null && (
          <Button onClick={() => goTo('certificates', certificateId)}>{t('certificates.show')}</Button>
        )}
      </div>
      {atQuality !== null && (
        <Button mt={8} onClick={() => goTo('quality', state.recordId)}>
          {t('quality:title')}
        </Button>
      )}
      {passing && certificateId === null && row !== null && atQuality === null && (
        <IssueForm recordId={state.recordId} />
      )}
      {!passing && <p>{t('certificates.notPassing')}</p>}
    </PanelSection>
  );
}
