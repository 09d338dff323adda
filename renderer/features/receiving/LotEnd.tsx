import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReportFormat, reportFormat } from '../../../core/contract/receivingVerbs.ts';
import type { ReceivingView } from '../../../core/contract/receivingViews.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './ReceivingScreen.module.css';
import { endLot } from './receivingState.ts';
import { useCodeWords } from './ScanResult.tsx';

/** The end of the delivery and of the lot; what stands in the way is said beside it. */
export function LotEnd({ view }: { view: ReceivingView }) {
  const { t } = useTranslation('receiving');
  const words = useCodeWords();
  const [format, setFormat] = useState<ReportFormat>('pdf');
  const [path, setPath] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const report = async () => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('report.create', { session: session.token, lotId: view.lotId, format }, 600_000);
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome === 'done') setPath(told.value.files.map((file) => file.path).join(', '));
  };
  const open = view.closed ? [] : view.closingProblems;
  return (
    <section className={classes.result}>
      {!view.finished && <p>{t('screen.finishMeaning')}</p>}
      {open.length > 0 && (
        <>
          <h2>{t('screen.toDo')}</h2>
          <ul>
            {open.map(({ code, details }) => (
              <li key={code}>{words('problems', code, details)}</li>
            ))}
          </ul>
        </>
      )}
      <div className={classes.choices}>
        {!view.finished && (
          <Button variant="default" onClick={() => void endLot('receiving.finish')}>
            {t('screen.finish')}
          </Button>
        )}
        {!view.closed && (
          <Button disabled={open.length > 0} onClick={() => void endLot('receiving.closeLot')}>
            {t('screen.closeLot')}
          </Button>
        )}
      </div>
      <div className={classes.report}>
        <NativeSelect
          label={t('screen.format')}
          value={format}
          onChange={(event) =>
            setFormat(reportFormat.options.find((one) => one === event.currentTarget.value) ?? 'pdf')
          }
          data={reportFormat.options.toReversed().map((value) => ({ value, label: t(`formats.${value}`) }))}
        />
        <Button variant="default" onClick={() => void report()}>
          {t('screen.report')}
        </Button>
      </div>
      <ProblemBoxes problem={problem} />
      {path !== null && <p role="status">{t('screen.reportIn', { path })}</p>}
    </section>
  );
}
