import { useTranslation } from 'react-i18next';
import { refuse } from '../../../core/domain/refusal.ts';
import { ask, type Problem } from '../../link/ask.ts';
import { Fact } from '../../ui/Fact.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { BackLink } from './BackLink.tsx';
import classes from './CertificatePage.module.css';
import { PaperPage } from './PaperPage.tsx';

/** A certificate of sanitization as it prints. */
export function CertificatePage({ certificateId }: { certificateId: string }) {
  const { t } = useTranslation();
  const told = useAsked(certificateId, () => ask('certificates.open', { certificateId }));
  if (told === null) return null;
  if (told.outcome !== 'done') return <NoPage problem={told} />;
  const { certificate, refusedByQuality, ...paper } = told.value;
  const notice = refusedByQuality === null ? null : refuse('certificate-refused-by-quality', { certificateId });
  return (
    <PaperPage id={certificateId} notice={notice} {...paper}>
      <Fact name={t('certificates.onRecord')}>
        <a href={`#/certificates/${certificate.record.recordId}`}>{certificate.record.seq}</a>
      </Fact>
    </PaperPage>
  );
}

/** A certificate of destruction as it prints, with the wipe records of the same drive that it names. */
export function DestructionPage({ destructionId }: { destructionId: string }) {
  const { t } = useTranslation();
  const told = useAsked(destructionId, () => ask('destructions.open', { destructionId }));
  if (told === null) return null;
  if (told.outcome !== 'done') return <NoPage problem={told} />;
  const { destruction, ...paper } = told.value;
  return (
    <PaperPage id={destructionId} {...paper}>
      {destruction.wipes.map(({ recordId, seq }) => (
        <Fact key={recordId} name={t('certificates.wipeOfIt')}>
          <a href={`#/certificates/${recordId}`}>{seq}</a>
        </Fact>
      ))}
    </PaperPage>
  );
}

function NoPage({ problem }: { problem: Problem }) {
  return (
    <div className={classes.page}>
      <BackLink />
      <ProblemBoxes problem={problem} />
    </div>
  );
}
