import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustodySubjectView } from '../../../../core/contract/custodyVerbs.ts';
import type { ReceivingView, ThingView } from '../../../../core/contract/receivingViews.ts';
import { ask } from '../../../link/ask.ts';
import { ProblemBoxes } from '../../../ui/TeachingBox.tsx';
import { useAsked } from '../../../ui/useAsked.ts';
import { useReceiving } from '../receivingState.ts';
import { CustodyChain } from './CustodyChain.tsx';
import { CustodyForm } from './CustodyForm.tsx';
import classes from './custody.module.css';

/** Who keeps the lot, a pallet or one thing: what happened is written down, and where it is now is said. */
export function CustodyDesk({ view }: { view: ReceivingView }) {
  const { t } = useTranslation('receiving');
  const [subject, setSubject] = useState<CustodySubjectView>({ kind: 'lot' });
  const [version, setVersion] = useState(0);
  const thing = useReceiving(({ last }) => thingOf(last?.outcome ?? null));
  // A pallet without a name yet shows the whole lot.
  const asked = subject.kind === 'lot' || (subject.kind === 'pallet' && subject.pallet.trim() === '') ? null : subject;
  const key = `${view.lotId} ${version} ${JSON.stringify(asked)} ${view.openExceptions}`;
  const told = useAsked(key, () => ask('custody.list', { lotId: view.lotId, subject: asked }));
  return (
    <div className={classes.custody}>
      {view.closed ? (
        <p>{t('after.closed')}</p>
      ) : (
        <CustodyForm
          lotId={view.lotId}
          thing={thing}
          subject={subject}
          choose={setSubject}
          written={() => setVersion((before) => before + 1)}
        />
      )}
      <div className={classes.chain}>
        {told !== null && told.outcome !== 'done' && <ProblemBoxes problem={told} />}
        {told?.outcome === 'done' && (
          <CustodyChain
            state={told.value.state}
            events={told.value.events}
            closed={view.closed}
            changed={() => setVersion((before) => before + 1)}
          />
        )}
      </div>
    </div>
  );
}

function thingOf(outcome: { readonly kind: string; readonly thing?: ThingView } | null): ThingView | null {
  return outcome?.thing ?? null;
}
