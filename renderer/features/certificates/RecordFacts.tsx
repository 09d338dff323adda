import { useTranslation } from 'react-i18next';
import { NAMESPACE_NOTE } from '../../../core/record/namespaceNotes.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { sayBytes, sayDay, sayDuration } from '../../i18n/measures.ts';
import { seenText } from '../../i18n/seenText.ts';
import { sayReason } from '../../i18n/sentences.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import classes from './RecordPage.module.css';

/** A record's facts as they were sealed. */
export function RecordFacts({ record, seq, hash }: { record: RecordV1; seq: number; hash: string }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const count = (value: number) => new Intl.NumberFormat(language).format(value);
  const bytes = (value: number) => `${sayBytes(value, language)} (${count(value)})`;
  const { drive, asset, technique, canaries, comparison, verification, clock, verdict } = record;
  return (
    <div className={classes.sections}>
      <PanelSection title={t('drive.verdict', { outcome: t(`outcome.${verdict.outcome}`) })}>
        {verdict.reasons.map((reason) => (
          <p key={reason.code}>{sayReason(reason)}</p>
        ))}
      </PanelSection>
      <PanelSection title={t('records.drive')}>
        <Facts>
          <Fact name={t('fact.serialNumber')} mono>
            {seenText(drive.serialNumber)}
          </Fact>
          <Fact name={t('fact.model')}>{seenText(drive.model)}</Fact>
          <Fact name={t('fact.wwn')}>{seenText(drive.wwn)}</Fact>
          <Fact name={t('fact.firmware')}>{seenText(drive.firmware)}</Fact>
          <Fact name={t('fact.assetTag')}>{seenText(asset.assetTag) ?? t('notGiven')}</Fact>
          <Fact name={t('fact.lot')}>{seenText(asset.lotName) ?? t('notGiven')}</Fact>
          <Fact name={t('records.before')}>{bytes(drive.capacityBeforeBytes)}</Fact>
          <Fact name={t('records.after')}>
            {drive.capacityAfterBytes === null ? null : bytes(drive.capacityAfterBytes)}
          </Fact>
          <Fact name={t('records.identityAfter')}>{t(`identityAfter.${drive.identityAfter}`)}</Fact>
          <Fact name={t('records.hiddenAreas')}>{t(`hiddenAreas.${drive.hiddenAreas}`)}</Fact>
        </Facts>
      </PanelSection>
      <PanelSection title={t('records.technique')}>
        <Facts>
          <Fact name={t('fact.method')}>{t(`method.${technique.method}`)}</Fact>
          <Fact name={t('fact.technique')}>{technique.techniqueId}</Fact>
          {technique.device !== null && (
            <Fact name={t('records.deviceState')}>{t(`deviceState.${technique.device.state}`)}</Fact>
          )}
          {technique.passes.map((pass, index) => (
            // Passes have an order and nothing else that tells them apart.
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of a sealed record never changes
            <Fact key={index} name={t('records.written')}>
              {t('drive.of', { done: count(pass.writtenBytes), total: bytes(pass.expectedBytes) })}
            </Fact>
          ))}
          <Fact name={t('records.badBlocks')}>
            {count(technique.passes.reduce((sum, { badBlocks }) => sum + badBlocks, 0))}
          </Fact>
          <Fact name={t('records.policy')}>{record.policy.title}</Fact>
          <Fact name={t('records.resumed')}>{count(record.resumed)}</Fact>
        </Facts>
        {technique.device?.notes
          .filter(({ code }) => code === NAMESPACE_NOTE)
          .map((note) => (
            <p key={String(note.details.namespace)}>{sayReason(note)}</p>
          ))}
      </PanelSection>
      <PanelSection title={t('records.canaries')}>
        {canaries === null ? (
          <p>{t('records.notDone')}</p>
        ) : (
          <Facts>
            <Fact name={t('records.planted')}>{count(canaries.planted)}</Fact>
            <Fact name={t('records.confirmed')}>{count(canaries.confirmed)}</Fact>
            <Fact name={t('records.gone')}>{count(canaries.gone)}</Fact>
            <Fact name={t('records.survivors')}>{count(canaries.survivors)}</Fact>
          </Facts>
        )}
      </PanelSection>
      {comparison !== null && (
        <PanelSection title={t('records.comparison')}>
          <Facts>
            <Fact name={t('records.compared')}>{count(comparison.compared)}</Fact>
            <Fact name={t('records.unchanged')}>{count(comparison.unchanged)}</Fact>
            <Fact name={t('records.uninformative')}>{count(comparison.uninformative)}</Fact>
            <Fact name={t('records.unreadable')}>{count(comparison.unreadable)}</Fact>
          </Facts>
        </PanelSection>
      )}
      <PanelSection title={t('records.verification')}>
        {verification === null ? (
          <p>{t('records.notDone')}</p>
        ) : (
          <Facts>
            <Fact name={t('records.design')}>{t(`design.${verification.design}`)}</Fact>
            <Fact name={t('records.read')}>
              {t('drive.of', { done: count(verification.readBytes), total: bytes(verification.expectedBytes) })}
            </Fact>
            <Fact name={t('records.mismatch')}>{count(verification.mismatchBytes)}</Fact>
            <Fact name={t('records.unreadable')}>{count(verification.unreadableBlocks)}</Fact>
          </Facts>
        )}
      </PanelSection>
      <PanelSection title={t('records.seal')}>
        <Facts>
          <Fact name={t('records.seq')}>{seq}</Fact>
          <Fact name={t('certificates.hash')} mono>
            {hash}
          </Fact>
          <Fact name={t('records.recordId')} mono>
            {record.recordId}
          </Fact>
          <Fact name={t('fact.operator')}>{seenText(record.operator.name)}</Fact>
          <Fact name={t('records.startedAt')}>{sayDay(clock.startedAt, language)}</Fact>
          <Fact name={t('records.endedAt')}>{sayDay(clock.endedAt, language)}</Fact>
          <Fact name={t('records.elapsed')}>
            {clock.monotonicElapsedMs === null ? null : sayDuration(clock.monotonicElapsedMs, language)}
          </Fact>
        </Facts>
      </PanelSection>
      <PanelSection title={t('records.commands')}>
        <ul className={classes.commands}>
          {record.commands.map((command) => (
            <li key={command.startedAt + command.argv.join(' ')}>
              <code>{command.argv.join(' ')}</code>{' '}
              {t('records.commandEnd', {
                exit: command.exitCode ?? command.signal ?? t('unknown'),
                time: sayDuration(command.elapsedMs, language),
              })}
            </li>
          ))}
        </ul>
      </PanelSection>
    </div>
  );
}
