import { useTranslation } from 'react-i18next';
import type { Verdict } from '../../../core/domain/verdict.ts';
import { sayReason } from '../../i18n/sentences.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';

/** The verdict in its own word, and why. */
export function VerdictSection({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation();
  return (
    <PanelSection title={t('drive.verdict', { outcome: t(`outcome.${verdict.outcome}`) })}>
      <ul style={{ margin: 0, paddingLeft: '1.2em' }}>
        {verdict.reasons.map((reason) => (
          <li key={reason.code}>{sayReason(reason)}</li>
        ))}
      </ul>
    </PanelSection>
  );
}
