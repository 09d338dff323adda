import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VERIFY_MS } from '../../../core/contract/patience.ts';
import { sayFinding } from '../../i18n/sentences.ts';
import { ask } from '../../link/ask.ts';
import { Icon } from '../../ui/Icon.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import classes from './CertificatePage.module.css';

const icons = { genuine: 'pass', 'not-genuine': 'close', 'not-checked': 'help', refused: 'close' } as const;

/** Verifies the certificate now, with the verifier that an auditor uses, and lists each finding. */
export function VerifySection({ certificateId }: { certificateId: string }) {
  const { t } = useTranslation();
  const [told, setTold] = useState<Awaited<ReturnType<typeof verify>> | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setTold(await verify(certificateId));
    setBusy(false);
  };
  return (
    <PanelSection title={t('certificates.check')}>
      <Button onClick={() => void run()} loading={busy}>
        {t('certificates.verify')}
      </Button>
      {told?.outcome === 'done' ? (
        <div role="status">
          <p style={{ fontWeight: 700, fontSize: '1.2rem', margin: '10px 0 0' }}>{t(wordFor(told.value))}</p>
          <ul className={classes.findings}>
            {told.value.findings.map((finding) => (
              <li key={finding.subject + finding.sentence}>
                <Icon name={icons[finding.outcome]} size="1.4rem" />
                <span>
                  <b>{t(`finding.${finding.outcome}`)}</b>
                  {sayFinding(finding)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <ProblemBoxes problem={told} />
      )}
    </PanelSection>
  );
}

function wordFor({ genuine, findings }: { genuine: boolean; findings: readonly { outcome: string }[] }) {
  if (!genuine) return 'certificates.notGenuine';
  return findings.some(({ outcome }) => outcome === 'refused') ? 'finding.refused' : 'certificates.genuine';
}

function verify(certificateId: string) {
  return ask('certificates.verify', { certificateId }, VERIFY_MS);
}
