import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lotState } from '../../../core/domain/lot.ts';
import { usePlace } from '../../app/place.ts';
import { useStation } from '../../link/stationState.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { LotCard } from './LotCard.tsx';
import { LotPage } from './LotPage.tsx';
import classes from './LotsScreen.module.css';
import { readLots, useLots } from './lotState.ts';
import { NewLotDialog } from './NewLotDialog.tsx';

/** All lots by where they stand; one of them opened is a page of its own. */
export function LotsScreen() {
  const { t } = useTranslation('lots');
  const { item } = usePlace();
  const client = useStation((state) => state.client);
  const { lots, problem } = useLots();
  const [making, setMaking] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new link may have other lots
  useEffect(() => {
    readLots().catch((cause: unknown) => console.error(cause));
  }, [client]);
  const opened = item === null ? null : (lots?.find(({ lotId }) => lotId === item) ?? null);
  return (
    <div className={classes.screen}>
      {opened !== null ? (
        <LotPage key={opened.lotId} lot={opened} />
      ) : (
        <>
          <div className={classes.head}>
            <h1 className={classes.title}>{t('title')}</h1>
            <p>{t('about')}</p>
            <Button onClick={() => setMaking(true)}>{t('new')}</Button>
          </div>
          <ProblemBoxes problem={problem} />
          {lots?.length === 0 && (
            <div className={classes.teach}>
              <h2>{t('none')}</h2>
              <p>{t('noneTeaches')}</p>
            </div>
          )}
          {lots !== null && lots.length > 0 && (
            <div className={classes.board}>
              {lotState.options.map((state) => {
                const here = lots.filter((lot) => lot.state === state);
                return (
                  <section key={state} className={classes.column} aria-labelledby={`lots-${state}`}>
                    <h2 id={`lots-${state}`}>
                      {t(`state.${state}`)} <span>{here.length}</span>
                    </h2>
                    {here.length === 0 && <p className={classes.empty}>{t('noLotsHere')}</p>}
                    {here.map((lot) => (
                      <LotCard key={lot.lotId} lot={lot} />
                    ))}
                  </section>
                );
              })}
            </div>
          )}
        </>
      )}
      {making && <NewLotDialog close={() => setMaking(false)} />}
      <ImportDialog />
    </div>
  );
}
