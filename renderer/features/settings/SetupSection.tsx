import { Button, FileButton } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LONGEST_SETUP, type SetupSection as Section, type SetupView } from '../../../core/contract/setupVerbs.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { sessionOrSignIn } from '../people/session.ts';
import classes from './SettingsScreen.module.css';
import { SetupTable } from './SetupTable.tsx';

type Read = { readonly text: string; readonly view: SetupView };

/** This station's set-up as a file for the next bench PC, and another station's file taken over here. */
export function SetupSection({ taken }: { taken: () => void }) {
  const { t } = useTranslation('setup');
  const [written, setWritten] = useState<string | null>(null);
  const [read, setRead] = useState<Read | null>(null);
  const [chosen, setChosen] = useState<readonly Section[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  /** Without it the same file, written anew, could not be chosen a second time. */
  const forgetFile = useRef<() => void>(null);
  const write = async () => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('setup.export', { session: session.token });
    setProblem(told.outcome === 'done' ? null : told);
    setWritten(told.outcome === 'done' ? told.value.path : null);
  };
  const look = async (file: File | null) => {
    setRead(null);
    setSaid(null);
    setProblem(null);
    forgetFile.current?.();
    if (file === null) return;
    if (file.size > LONGEST_SETUP) return setSaid(t('transfer.tooLarge'));
    const session = await sessionOrSignIn();
    if (session === null) return;
    const text = await file.text();
    const told = await ask('setup.read', { session: session.token, text });
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome !== 'done') return;
    setRead({ text, view: told.value });
    setChosen(told.value.rows.flatMap(({ section, change }) => (change === 'changed' ? [section as Section] : [])));
  };
  const take = async ({ text, view }: Read) => {
    const session = await sessionOrSignIn();
    if (session === null) return;
    const told = await ask('setup.take', { session: session.token, text, shown: view.shown, sections: [...chosen] });
    setProblem(told.outcome === 'done' ? null : told);
    if (told.outcome !== 'done') return;
    taken();
    setRead(null);
    setSaid(t('transfer.taken', { count: told.value.taken.length }));
  };
  return (
    <PanelSection title={t('transfer.title')}>
      <div className={classes.form}>
        <p className={classes.note}>{t('transfer.about')}</p>
        <Button variant="default" onClick={() => void write()}>
          {t('transfer.export')}
        </Button>
        {written !== null && (
          <p role="status" className={classes.path}>
            {t('transfer.written', { path: written })}
          </p>
        )}
        <FileButton accept="application/json,.json" resetRef={forgetFile} onChange={(file) => void look(file)}>
          {(props) => (
            <Button {...props} variant="default">
              {t('transfer.import')}
            </Button>
          )}
        </FileButton>
        <p className={classes.note}>{t('transfer.importHint')}</p>
        {read !== null && (
          <>
            <SetupTable view={read.view} chosen={chosen} choose={setChosen} />
            <Button disabled={chosen.length === 0} onClick={() => void take(read)}>
              {t('transfer.take', { count: chosen.length })}
            </Button>
          </>
        )}
        <ProblemBoxes problem={problem} />
        {said !== null && <p role="status">{said}</p>}
      </div>
    </PanelSection>
  );
}
