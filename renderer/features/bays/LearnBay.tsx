import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BayMapView, BayPlace } from '../../../core/contract/bayVerbs.ts';
import { serialEnd } from '../../../core/domain/drive.ts';
import { seenText } from '../../i18n/seenText.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { appeared, bayInCell, type Cell, learned, unplaced } from './bayDraft.ts';
import classes from './bays.module.css';
import type { BayDraft } from './useBayDraft.ts';

/** Finds out which place of the computer a bay is: by the drive that is put into it now, or by one that is there already. */
export function LearnBay({ view, steps, cell }: { view: BayMapView; steps: BayDraft; cell: Cell }) {
  const { t } = useTranslation('setup');
  const { draft, change } = steps;
  const drives = useStation(({ snapshot }) => snapshot?.drives);
  /** The places as they were when waiting began; null while nobody waits. */
  const [before, setBefore] = useState<readonly BayPlace[] | null>(null);
  const [now, setNow] = useState<readonly BayPlace[]>(view.places);
  const [place, setPlace] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const take = (path: string) => {
    const taught = learned(draft, cell, path);
    setBefore(null);
    if (taught === null) {
      const number = draft.find((bay) => bay.path === path)?.number ?? 0;
      return setSaid(t('bays.learnedOther', { number }));
    }
    change(taught);
    setSaid(t('bays.learned', { number: bayInCell(taught, cell)?.number ?? 0 }));
  };
  const look = async () => {
    const told = await ask('bays.view', {});
    setProblem(told.outcome === 'done' ? null : told);
    return told.outcome === 'done' ? told.value.places : null;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever a drive came or went
  useEffect(() => {
    let current = true;
    void look().then((places) => {
      if (!current || places === null) return;
      setNow(places);
      const path = before === null ? null : appeared(before, places);
      if (path !== null) take(path);
    });
    return () => {
      current = false;
    };
  }, [drives, before]);
  const wait = async () => {
    setSaid(null);
    setBefore(await look());
  };
  const free = unplaced(draft, now);
  const nameOf = ({ path, driveId }: BayPlace) => {
    const drive = drives?.find((one) => one.driveId === driveId);
    return t('bays.placeOption', { tail: seenText(serialEnd(drive?.serialNumber ?? null)) ?? '?', path });
  };
  return (
    <div className={classes.learn}>
      <Button
        variant={before === null && bayInCell(draft, cell) === null ? 'filled' : 'default'}
        onClick={() => void (before === null ? wait() : setBefore(null))}
      >
        {before === null ? t(bayInCell(draft, cell) === null ? 'bays.learn' : 'bays.learnAgain') : t('bays.learnStop')}
      </Button>
      <p role="status" className={classes.told}>
        {before === null ? said : t('bays.waiting')}
      </p>
      {free.length > 0 && (
        <>
          <NativeSelect
            label={t('bays.takePlace')}
            value={place}
            onChange={(event) => setPlace(event.currentTarget.value)}
            data={[
              { value: '', label: t('bays.choosePlace') },
              ...free.map((one) => ({ value: one.path, label: nameOf(one) })),
            ]}
          />
          <Button variant="default" disabled={!free.some(({ path }) => path === place)} onClick={() => take(place)}>
            {t('bays.takeIt')}
          </Button>
        </>
      )}
      <ProblemBoxes problem={problem} />
    </div>
  );
}
