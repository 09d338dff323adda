import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refuse } from '../../../core/domain/refusal.ts';
import { ask } from '../../link/ask.ts';
import { Fact } from '../../ui/Fact.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { NoPage, PageToCome } from './NoPage.tsx';
import { PaperPage } from './PaperPage.tsx';

/** A certificate of sanitization as it prints. */
export function CertificatePage({ certificateId }: { certificateId: string }) {
  const { t } = useTranslation();
  const [tries, setTries] = useState(0);
  const told = useAsked(`${certificateId} ${tries}`, () => ask('certificates.open', { certificateId }));
  if (told === null) return <PageToCome id={certificateId} />;
  if (told.outcome !== 'done') return <NoPage id={certificateId} problem={told} onAgain={() => setTries(tries + 1)} />;
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
  const [tries, setTries] = useState(0);
  const told = useAsked(`${destructionId} ${tries}`, () => ask('destructions.open', { destructionId }));
  if (told === null) return <PageToCome id={destructionId} />;
  if (told.outcome !== 'done') return <NoPage id={destructionId} problem={told} onAgain={() => setTries(tries + 1)} />;
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
