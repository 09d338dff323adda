import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustodyStateView, CustodyView } from '../../../../core/contract/custodyVerbs.ts';
import { sayDay } from '../../../i18n/measures.ts';
import { ask, type Problem } from '../../../link/ask.ts';
import { ProblemBoxes } from '../../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../../people/session.ts';
import { useReceiving } from '../receivingState.ts';
import classes from './custody.module.css';
import { useCustodySentence, useCustodyState } from './custodySentence.ts';

type Props = {
  readonly state: CustodyStateView;
  readonly events: readonly CustodyView[];
  readonly closed: boolean;
  readonly changed: () => void;
};

/** Where it is, and how it came there: the newest first. What was taken back stays, struck through. */
export function CustodyChain({ state, events, closed, changed }: Props) {
  const { t, i18n } = useTranslation('receiving');
  const sentence = useCustodySentence();
  const where = useCustodyState();
  const [problem, setProblem] = useState<Problem | null>(null);
  const takeBack = async (eventSeq: number) => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('custody.takeBack', { session: session.token, eventSeq });
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome !== 'done') return;
    useReceiving.setState({ view: told.value.lot });
    changed();
  };
  return (
    <>
      <h2>{t('custody.now')}</h2>
      <p className={classes.now} role="status">
        {where(state)}
      </p>
      <ProblemBoxes problem={problem} />
      {events.length === 0 ? (
        <p>{t('custody.teach')}</p>
      ) : (
        <table className={classes.events}>
          <caption>{t('custody.chain')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('custody.at')}</th>
              <th scope="col">{t('custody.what')}</th>
              <th scope="col">{t('custody.by')}</th>
              <th scope="col">{t('custody.undo')}</th>
            </tr>
          </thead>
          <tbody>
            {[...events].reverse().map((event) => (
              <tr key={event.eventSeq} data-taken-back={event.takenBack}>
                <td>{sayDay(event.at, i18n.language)}</td>
                <td>
                  {sentence(event)}
                  {event.destructionId !== null && (
                    <>
                      {' '}
                      <a href={`#/certificates/${event.destructionId}`}>
                        {t('custody.onCertificate', { certificateId: event.destructionId })}
                      </a>
                    </>
                  )}
                </td>
                <td>{event.by}</td>
                <td>
                  {event.takenBack ? (
                    t('screen.takenBack')
                  ) : event.destructionId !== null ? (
                    t('custody.sealed')
                  ) : (
                    <Button variant="default" disabled={closed} onClick={() => void takeBack(event.eventSeq)}>
                      {t('screen.undo')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
