import { Button, Progress } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UploadSinkView } from '../../../core/contract/uploadVerbs.ts';
import { sayDay, sayTime } from '../../i18n/measures.ts';
import { sayReason } from '../../i18n/sentences.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './UploadsSection.module.css';

/** One place that is uploaded to; `children` is what can be done to its settings. */
export function SinkRow({ sink, children }: { sink: UploadSinkView; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { name, kind, target, sent, waiting, lastSuccessAt, state } = sink;
  const all = sent + waiting;
  const act = async (call: 'uploads.unpark' | 'uploads.sendNow') => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask(call, { session: session.token, sink: name });
    setProblem(told.outcome === 'done' ? null : told);
  };
  const last = lastSuccessAt === null ? null : sayDay(lastSuccessAt, i18n.language);
  return (
    <li className={classes.sink}>
      <p>
        <b>{name}</b> <span>{t(`uploads.kind.${kind}`)}</span>
      </p>
      <p className={classes.target}>{target}</p>
      <Progress value={(sent / Math.max(1, all)) * 100} aria-label={t('uploads.progress', { name })} />
      <p>{t('uploads.count', { sent, all })}</p>
      <p role={state.kind === 'parked' ? 'alert' : 'status'}>{sayState(state)}</p>
      <p className={classes.target}>{last === null ? t('uploads.never') : t('uploads.lastSuccess', { time: last })}</p>
      {state.kind !== 'done' && state.kind !== 'paused' && (
        <div className={classes.acts}>
          {state.kind === 'parked' ? (
            <Button aria-label={`${t('uploads.unpark')} ${name}`} onClick={() => void act('uploads.unpark')}>
              {t('uploads.unpark')}
            </Button>
          ) : (
            <Button
              variant="default"
              aria-label={`${t('uploads.sendNow')} ${name}`}
              onClick={() => void act('uploads.sendNow')}
            >
              {t('uploads.sendNow')}
            </Button>
          )}
        </div>
      )}
      <ProblemBoxes problem={problem} />
      {children}
    </li>
  );

  function sayState(of: UploadSinkView['state']): string {
    switch (of.kind) {
      case 'done':
      case 'paused':
      case 'sending':
        return t(`uploads.state.${of.kind}`);
      case 'parked':
        return t('uploads.parked', { why: sayReason(of.why) });
      case 'waiting': {
        const next =
          of.retryAt === null ? '' : ` ${t('uploads.retryAt', { time: sayTime(of.retryAt, i18n.language) })}`;
        return `${t('uploads.waiting', { why: sayReason(of.why) })}${next}`;
      }
    }
  }
}
