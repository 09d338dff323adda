import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../../../core/contract/pageView.ts';
import type { Refusal } from '../../../core/domain/refusal.ts';
import { goTo } from '../../app/place.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { BackLink } from './BackLink.tsx';
import classes from './CertificatePage.module.css';
import { PageDrawing } from './PageDrawing.tsx';
import { VerifySection } from './VerifySection.tsx';

type Props = {
  /** Number of the certificate, of sanitization or of destruction. */
  readonly id: string;
  readonly seq: number;
  readonly hash: string;
  readonly pages: readonly Page[];
  readonly jsonPath: string;
  readonly pdfPath: string;
  /** What takes from its worth, said above all else. */
  readonly notice?: Refusal | null;
  /** What else there is to say of its place in the chain. */
  readonly children?: ReactNode;
};

/** A sealed page as it prints, a check of it now, its place in the chain and where its files are. */
export function PaperPage({ id, seq, hash, pages, jsonPath, pdfPath, notice = null, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.page}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.paper} tabIndex={0} aria-label={t('certificates.paper')}>
        {pages.map((page, index) => (
          <PageDrawing
            // biome-ignore lint/suspicious/noArrayIndexKey: pages have no other name than their order
            key={index}
            page={page}
            title={t('certificates.pageOf', { id, number: index + 1, count: pages.length })}
          />
        ))}
      </section>
      <aside className={classes.side} aria-label={t('certificates.about')}>
        <BackLink />
        <h1 className={classes.title}>{id}</h1>
        {notice !== null && <ProblemBoxes problem={{ outcome: 'refused', refusals: [notice] }} />}
        <VerifySection certificateId={id} />
        <PanelSection title={t('certificates.chain')}>
          <Facts>
            <Fact name={t('records.seq')}>{seq}</Fact>
            <Fact name={t('certificates.hash')} mono>
              {hash}
            </Fact>
            {children}
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
