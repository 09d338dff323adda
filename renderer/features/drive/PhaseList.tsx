import { useTranslation } from 'react-i18next';
import { type Job, jobPhase } from '../../../core/domain/job.ts';
import { sayBytes, sayDay, sayDuration, sayRate, sayShare } from '../../i18n/measures.ts';
import { Icon } from '../../ui/Icon.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import classes from './PhaseList.module.css';

const steps = [...jobPhase.options, 'label'] as const;

/** The phases of a wipe in their order: done, running with rate and time left, still to come. */
export function PhaseList({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const { state } = job;
  if (state.kind === 'waiting-for-drive') {
    return <p>{t('drive.waitingSince', { time: sayDay(state.sinceAt, language) })}</p>;
  }
  if (state.kind === 'ended') return null;
  const now = steps.indexOf(state.phase);
  return (
    <PanelSection title={t('drive.phases')}>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li
            key={step}
            data-state={index < now ? 'done' : index === now ? 'now' : 'later'}
            aria-current={index === now ? 'step' : undefined}
          >
            <span className={classes.name}>
              <i>{index < now && <Icon name="pass" size="1.2rem" />}</i>
              {t(`phase.${step}`)}
            </span>
            {index === now && (
              <div className={classes.now}>
                <div
                  className={classes.bar}
                  role="progressbar"
                  aria-label={t(`phase.${step}`)}
                  aria-valuemin={0}
                  aria-valuemax={100}
                  aria-valuenow={state.totalBytes === 0 ? 0 : Math.floor((state.doneBytes / state.totalBytes) * 100)}
                >
                  <span
                    style={{ width: `${state.totalBytes === 0 ? 0 : (state.doneBytes / state.totalBytes) * 100}%` }}
                  />
                </div>
                <span className={classes.numbers}>
                  <b>{sayShare(state.doneBytes, state.totalBytes, language)}</b>
                  <span>
                    {t('drive.of', {
                      done: sayBytes(state.doneBytes, language),
                      total: sayBytes(state.totalBytes, language),
                    })}
                  </span>
                  <span>
                    {state.bytesPerSecond === null ? t('bench.rateUnknown') : sayRate(state.bytesPerSecond, language)}
                  </span>
                  <b>
                    {state.remainingMs === null
                      ? t('bench.leftUnknown')
                      : t('bench.left', { time: sayDuration(state.remainingMs, language) })}
                  </b>
                </span>
                {state.badBlocks > 0 && <strong>{t('drive.badBlocks', { count: state.badBlocks })}</strong>}
              </div>
            )}
          </li>
        ))}
      </ol>
      {job.resumed > 0 && <p>{t('drive.resumed', { count: job.resumed })}</p>}
    </PanelSection>
  );
}
