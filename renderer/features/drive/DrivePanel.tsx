import { useTranslation } from 'react-i18next';
import { useStation } from '../../link/stationState.ts';
import { useSelection } from '../bench/selection.ts';
import { DriveHead } from './DriveHead.tsx';
import classes from './DrivePanel.module.css';
import { DriveRefusals } from './DriveRefusals.tsx';
import { HealthSection } from './HealthSection.tsx';
import { IdentitySection } from './IdentitySection.tsx';
import { JobLog } from './JobLog.tsx';
import { PaperSection } from './PaperSection.tsx';
import { PhaseList } from './PhaseList.tsx';
import { PlanSection } from './PlanSection.tsx';
import { VerdictSection } from './VerdictSection.tsx';
import { VirtualSection } from './VirtualSection.tsx';

/** The story of the selected place: what to do first, then everything that is known. */
export function DrivePanel() {
  const { t } = useTranslation();
  const selected = useSelection((state) => state.selected);
  const view = useStation((state) => state.bayViews.find((each) => each.key === selected) ?? null);
  if (view === null) return null;
  const { drive, job } = view;
  // Another chapter starts at its top.
  const chapter = [view.key, drive?.driveId, job?.jobId, job?.state.kind].join(' ');
  return (
    <aside className={classes.panel} aria-label={t('drive.panel')}>
      <DriveHead view={view} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section key={chapter} className={classes.story} tabIndex={0} aria-label={t('drive.story')}>
        {job === null && drive !== null && <DriveRefusals drive={drive} />}
        {job !== null && job.state.kind !== 'ended' && <PhaseList job={job} />}
        {job?.state.kind === 'ended' && <VerdictSection verdict={job.state.verdict} />}
        {job?.state.kind === 'ended' && <PaperSection job={job} state={job.state} />}
        {drive !== null && job === null && drive.refusals.length === 0 && <PlanSection driveId={drive.driveId} />}
        {drive !== null && <IdentitySection drive={drive} job={job} />}
        {drive !== null && <HealthSection health={drive.health} />}
        {job !== null && <JobLog job={job} />}
        <VirtualSection view={view} />
      </section>
    </aside>
  );
}
