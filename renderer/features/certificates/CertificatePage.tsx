import { useTranslation } from 'react-i18next';
import { refuse } from '../../../core/domain/refusal.ts';
import { goTo } from '../../app/place.ts';
import { ask } from '../../link/ask.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { BackLink } from './BackLink.tsx';
import classes from './CertificatePage.module.css';
import { PageDrawing } from './PageDrawing.tsx';
import { VerifySection } from './VerifySection.tsx';

/** A certificate as it prints, its place in the chain, and a check of it now. */
export function CertificatePage({ certificateId }: { certificateId: string }) {
  const { t } = useTranslation();
  const told = useAsked(certificateId, () => ask('certificates.open', { certificateId }));
  if (told === null) return null;
  if (told.outcome !== 'done') {
    return (
      <div className={classes.page}>
        <BackLink />
        <ProblemBoxes problem={told} />
      </div>
    );
  }
  const { certificate, seq, hash, pages, jsonPath, pdfPath, refusedByQuality } = told.value;
  return (
    <div className={classes.page}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.paper} tabIndex={0} aria-label={t('certificates.paper')}>
        {pages.map((page, index) => (
          <PageDrawing
            // biome-ignore lint/suspicious/noArrayIndexKey: pages have no other name than their order
            key={index}
            page={page}
            title={t('certificates.pageOf', { id: certificateId, number: index + 1, count: pages.length })}
          />
        ))}
      </section>
      <aside className={classes.side} aria-label={t('certificates.about')}>
        <BackLink />
        <h1 className={classes.title}>{certificateId}</h1>
        {refusedByQuality !== null && (
          <ProblemBoxes
            problem={{ outcome: 'refused', refusals: [refuse('certificate-refused-by-quality', { certificateId })] }}
          />
        )}
        <VerifySection certificateId={certificateId} />
        <PanelSection title={t('certificates.chain')}>
          <Facts>
            <Fact name={t('records.seq')}>{seq}</Fact>
            <Fact name={t('certificates.hash')} mono>
              {hash}
            </Fact>
            <Fact name={t('certificates.onRecord')}>
              <a href={`#/certificates/${certificate.record.recordId}`}>{certificate.record.seq}</a>
            </Fact>
          </Facts>
        </PanelSection>
        <PanelSection title={t('certificates.files')}>
          <Facts>
            <Fact name={t('certificates.json')} mono>
              {jsonPath}
            </Fact>
            <Fact name={t('certificates.pdf')} mono>
              {pdfPath}
            </Fact>
          </Facts>
        </PanelSection>
        <button type="button" className={classes.link} onClick={() => goTo('bench')}>
          {t('certificates.toBench')}
        </button>
      </aside>
    </div>
  );
}
