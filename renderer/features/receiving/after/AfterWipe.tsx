import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReceivingView, ThingView } from '../../../../core/contract/receivingViews.ts';
import { ProblemBoxes } from '../../../ui/TeachingBox.tsx';
import { AssetLabels } from '../AssetLabels.tsx';
import { useReceiving } from '../receivingState.ts';
import classes from './after.module.css';
import { DestructionForm } from './DestructionForm.tsx';
import { DispositionForm } from './DispositionForm.tsx';
import { IssuedDestructions } from './IssuedDestructions.tsx';
import { ThingTable } from './ThingTable.tsx';
import { useThings } from './useThings.ts';

/** What becomes of the things of a lot: those that are chosen here, or the one that was scanned. */
export function AfterWipe({ view }: { view: ReceivingView }) {
  const { t } = useTranslation('receiving');
  const [version, setVersion] = useState(0);
  const { rows, more, problem, loadMore } = useThings(view.lotId, `${version} ${JSON.stringify(view)}`);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [scanned, setScanned] = useState<ThingView | null>(null);
  const [issued, setIssued] = useState<readonly string[]>([]);
  const last = useReceiving((state) => state.last);
  useEffect(() => {
    if (last === null || (last.outcome.kind !== 'again' && last.outcome.kind !== 'matched')) return;
    const { thing } = last.outcome;
    setScanned(thing);
    setChosen(new Set([thing.thingId]));
  }, [last]);
  // A scanned thing may stand on a page that is not loaded yet.
  const known = scanned === null || rows.some(({ thingId }) => thingId === scanned.thingId) ? rows : [scanned, ...rows];
  const things = known.filter(({ thingId }) => chosen.has(thingId));
  const changed = () => {
    setVersion((before) => before + 1);
    setScanned(null);
    setChosen(new Set());
  };
  return (
    <div className={classes.after}>
      <div className={classes.table}>
        <ThingTable
          rows={known}
          more={more}
          loadMore={loadMore}
          chosen={chosen}
          choose={(ids) => setChosen(new Set(ids))}
        />
      </div>
      <div className={classes.side}>
        <ProblemBoxes problem={problem} />
        <IssuedDestructions numbers={issued} />
        {view.closed ? (
          <p>{t('after.closed')}</p>
        ) : things.length === 0 ? (
          <p>{t('after.teach')}</p>
        ) : (
          <>
            <AssetLabels key={`l ${[...chosen].join(' ')}`} things={things} />
            <DispositionForm key={`d ${[...chosen].join(' ')}`} lotId={view.lotId} things={things} changed={changed} />
            <DestructionForm
              key={`x ${[...chosen].join(' ')}`}
              lotId={view.lotId}
              things={things}
              changed={changed}
              issued={setIssued}
            />
          </>
        )}
      </div>
    </div>
  );
}
