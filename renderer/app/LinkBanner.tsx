import { useTranslation } from 'react-i18next';
import { sayDuration, sayTime } from '../i18n/measures.ts';
import { sayReason } from '../i18n/sentences.ts';
import { useStation } from '../link/stationState.ts';
import { Icon } from '../ui/Icon.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './LinkBanner.module.css';

/** Says since when the screen is old, and what is wrong with the ledger. Nothing while all is well. */
export function LinkBanner() {
  const { t, i18n } = useTranslation();
  const nowMs = useNow();
  const link = useStation((state) => state.link);
  const agent = useStation(({ snapshot }) => snapshot?.agent ?? null);
  const ledgerProblem = useStation(({ snapshot }) => snapshot?.ledger.problem ?? null);
  const ago = (sinceMs: number) => ({
    time: sayTime(sinceMs, i18n.language),
    ago: sayDuration(nowMs - sinceMs, i18n.language),
  });
  const sentences: string[] = [];
  if (link.kind === 'connecting') sentences.push(t('link.connecting'));
  if (link.kind === 'lost') sentences.push(t('link.stationLost', ago(link.sinceMs)));
  else if (agent?.state === 'lost') {
    sentences.push(t('link.agentLost', { ...ago(Date.parse(agent.since)), why: agent.why }));
  }
  if (ledgerProblem !== null) sentences.push(t('link.ledgerProblem', { why: sayReason(ledgerProblem) }));
  return sentences.map((sentence) => (
    <div key={sentence.slice(0, 24)} className={classes.banner} role="status">
      <Icon name="help" size="1.5rem" />
      <span>{sentence}</span>
    </div>
  ));
}

/** True while what is on the screen is old. */
export function useIsOld(): boolean {
  return useStation(({ link, snapshot }) => link.kind === 'lost' || snapshot?.agent.state === 'lost');
}
