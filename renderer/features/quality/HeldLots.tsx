import { useTranslation } from 'react-i18next';
import type { HeldLot } from '../../../core/domain/quality.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenStart, seenText } from '../../i18n/seenText.ts';
import classes from './QualityScreen.module.css';
import { ReleaseForm } from './ReleaseForm.tsx';

const known = ['residue', 'reject', 'quarantine'] as const;

/** Lots of which a sample failed: why, what that means, and what frees them. */
export function HeldLots({ lots }: { lots: readonly HeldLot[] }) {
  const { t, i18n } = useTranslation('quality');
  return (
    <section aria-labelledby="quality-held">
      <h2 id="quality-held" className={classes.heading}>
        {t('heldLots')}
      </h2>
      {lots.map((lot) => {
        const why = known.find((one) => one === lot.why);
        const name = seenStart(lot.lotName);
        return (
          <article key={lot.lotName} className={classes.held} data-signal="hands">
            <p className={classes.sentence}>{t('held', { lot: name, at: sayDay(lot.heldAt, i18n.language) })}</p>
            <p>{why === undefined ? seenText(lot.why) : t(`heldWhy.${why}`)}</p>
            <p>{t('heldMeans')}</p>
            <p>{t('heldFrees')}</p>
            <p>
              <a href={`#/certificates/${encodeURIComponent(lot.recordId)}`}>{t('heldRecord')}</a>
            </p>
            {lot.approvals.length === 0 ? (
              <p>{t('approvedByNobody')}</p>
            ) : (
              lot.approvals.map(({ personId, name: who, why: because }) => (
                <p key={personId}>{t('approved', { name: seenStart(who), why: seenText(because) })}</p>
              ))
            )}
            <ReleaseForm lotName={lot.lotName} />
          </article>
        );
      })}
    </section>
  );
}
