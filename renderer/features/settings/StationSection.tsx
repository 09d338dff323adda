import { useTranslation } from 'react-i18next';
import { sayBytes, sayTemperature } from '../../i18n/measures.ts';
import { useStation } from '../../link/stationState.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';

/** The bench PC and the agent: what a support call asks for first. */
export function StationSection() {
  const { t, i18n } = useTranslation();
  const snapshot = useStation((state) => state.snapshot);
  if (snapshot === null) return null;
  const { host, agent, ledger, build } = snapshot;
  const station = agent.state === 'connected' ? agent.station : null;
  return (
    <PanelSection title={t('settings.station')}>
      <Facts>
        <Fact name={t('settings.stationName')}>{station?.stationName}</Fact>
        <Fact name={t('settings.stationId')}>{station?.stationId}</Fact>
        <Fact name={t('settings.keyId')} mono>
          {station?.keyId}
        </Fact>
        <Fact name={t('settings.builds')}>{`${build} / ${station?.build ?? t('unknown')}`}</Fact>
        <Fact name={t('settings.computer')}>{[host.manufacturer, host.model].filter(Boolean).join(' ') || null}</Fact>
        <Fact name={t('settings.computerSerial')}>{host.serialNumber}</Fact>
        <Fact name={t('settings.system')}>{host.operatingSystem}</Fact>
        <Fact name={t('settings.load')}>
          {host.loadPercent === null
            ? null
            : new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(host.loadPercent / 100)}
        </Fact>
        <Fact name={t('settings.temperature')}>
          {host.temperatureCelsius === null ? null : sayTemperature(host.temperatureCelsius, i18n.language)}
        </Fact>
        <Fact name={t('settings.memoryFree')}>
          {host.memoryFreeBytes === null ? null : sayBytes(host.memoryFreeBytes, i18n.language)}
        </Fact>
        <Fact name={t('settings.ledger')}>{t('settings.ledgerEntries', { count: ledger.entries })}</Fact>
      </Facts>
    </PanelSection>
  );
}
