import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { serialEnd } from '../../../core/domain/drive.ts';
import type { VerdictOutcome } from '../../../core/domain/verdict.ts';
import { seenStart, seenText } from '../../i18n/seenText.ts';
import { Icon } from '../../ui/Icon.tsx';
import { type BayView, signalOf } from '../bench/bayView.ts';
import { useSelection } from '../bench/selection.ts';
import { useWipe } from '../wipe/wipeState.ts';
import classes from './DrivePanel.module.css';
import { StopButton } from './StopButton.tsx';

/** Verdicts that another run may better. A failed drive goes to the shredder, not round again. */
const mayBeTriedAgain: ReadonlySet<VerdictOutcome> = new Set(['stalled', 'interrupted', 'unverified']);

/** Where, what, and what to do now. */
export function DriveHead({ view }: { view: BayView }) {
  const { t } = useTranslation();
  const select = useSelection((state) => state.select);
  const open = useWipe((state) => state.open);
  const { bay, drive, job, duty } = view;
  const serial = drive?.serialNumber ?? job?.serialNumber ?? null;
  const end = serialEnd(serial) ?? '';
  const again = job?.state.kind === 'ended' && mayBeTriedAgain.has(job.state.verdict.outcome);
  return (
    <div className={classes.head} data-signal={signalOf(duty)}>
      <div className={classes.line}>
        <h2>
          {bay === null
            ? t('bench.seenAs', { name: drive?.kernelName ?? t('unknown') })
            : [t('bench.bayNumber', { number: bay.number }), seenText(bay.name ?? null)].filter(Boolean).join(' · ')}
        </h2>
        <span className={classes.line}>
          <Icon name={duty} size="1.4rem" />
          <strong>{t(`duty.${duty}`)}</strong>
          <button type="button" className={classes.close} aria-label={t('close')} onClick={() => select(null)}>
            <Icon name="close" size="1.3rem" />
          </button>
        </span>
      </div>
      {(drive !== null || job !== null) && (
        <div className={classes.serial}>
          {serial === null ? (
            t('bench.noSerial')
          ) : (
            <>
              {seenStart(serial.trim().slice(0, -end.length))}
              <b>{seenText(end)}</b>
            </>
          )}
        </div>
      )}
      <p className={classes.todo}>{t(`todo.${duty}`)}</p>
      <div className={classes.actions}>
        {drive !== null && (duty === 'start' || again) && (
          <Button color="dark" onClick={() => open(drive.driveId)} leftSection={<Icon name="start" size="1.2rem" />}>
            {again ? t('drive.wipeAgain') : t('drive.startWipe')}
          </Button>
        )}
        {job?.state.kind === 'running' && <StopButton job={job} />}
      </div>
    </div>
  );
}
