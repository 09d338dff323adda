import { useTranslation } from 'react-i18next';
import type { Health } from '../../../core/domain/health.ts';
import { sayTemperature } from '../../i18n/measures.ts';
import { sayReason } from '../../i18n/sentences.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';

/** What the drive reports of its health; what it does not report is unknown. */
export function HealthSection({ health }: { health: Health }) {
  const { t, i18n } = useTranslation();
  const count = (value: number | null) => (value === null ? null : new Intl.NumberFormat(i18n.language).format(value));
  return (
    <PanelSection title={t('drive.health')}>
      <Facts>
        <Fact name={t('health.grade')}>{health.grade === 'unknown' ? null : health.grade}</Fact>
        <Fact name={t('health.temperature')}>
          {health.temperatureCelsius === null ? null : sayTemperature(health.temperatureCelsius, i18n.language)}
        </Fact>
        <Fact name={t('health.powerOnHours')}>{count(health.powerOnHours)}</Fact>
        <Fact name={t('health.reallocated')}>{count(health.reallocatedSectors)}</Fact>
        <Fact name={t('health.pending')}>{count(health.pendingSectors)}</Fact>
        <Fact name={t('health.uncorrectable')}>{count(health.uncorrectableErrors)}</Fact>
        {health.percentageUsed !== null && <Fact name={t('health.used')}>{count(health.percentageUsed)}</Fact>}
      </Facts>
      {health.reasons.map((reason) => (
        <p key={reason.code}>{sayReason(reason)}</p>
      ))}
    </PanelSection>
  );
}
