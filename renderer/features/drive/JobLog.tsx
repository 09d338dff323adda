import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job, JournalLine } from '../../../core/domain/job.ts';
import { sayTime } from '../../i18n/measures.ts';
import { sayJournal } from '../../i18n/sentences.ts';
import { ask, type Told } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import classes from './JobLog.module.css';

/** The job's journal as sentences; read again when the job enters another phase. */
export function JobLog({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const [told, setTold] = useState<Told<JournalLine[]> | null>(null);
  const { jobId } = job;
  const step = job.state.kind === 'running' ? job.state.phase : job.state.kind;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what makes the journal longer
  useEffect(() => {
    let current = true;
    ask('jobs.journal', { jobId })
      .then((answer) => current && setTold(answer))
      .catch((cause: unknown) => console.error(cause));
    return () => {
      current = false;
    };
  }, [jobId, step]);
  return (
    <PanelSection title={t('drive.log')}>
      {told?.outcome === 'done' ? (
        <ol className={classes.log}>
          {told.value.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a journal is append-only, so the index names the line
            <li key={index}>
              <time dateTime={line.at}>{sayTime(line.at, i18n.language)}</time>
              <span>{sayJournal(line)}</span>
            </li>
          ))}
        </ol>
      ) : (
        <ProblemBoxes problem={told} />
      )}
    </PanelSection>
  );
}
