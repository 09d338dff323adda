import { useTranslation } from 'react-i18next';
import type { Drive, DriveIdentity } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import { sayBytes } from '../../i18n/measures.ts';
import { seenText } from '../../i18n/seenText.ts';
import { sayReason } from '../../i18n/sentences.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import classes from './IdentitySection.module.css';

const rows = ['model', 'serialNumber', 'wwn', 'firmware', 'sizeBytes'] as const;

/** Who the drive says it is, source beside source; a row in which they differ is marked. */
export function IdentitySection({ drive, job }: { drive: Drive; job: Job | null }) {
  const { t, i18n } = useTranslation();
  const say = (identity: DriveIdentity, row: (typeof rows)[number]) => {
    if (row !== 'sizeBytes') return seenText(identity[row]) ?? t('unknown');
    return identity.sizeBytes === null ? t('unknown') : sayBytes(identity.sizeBytes, i18n.language);
  };
  return (
    <PanelSection title={t('drive.identity')}>
      {drive.identities.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <td />
              {drive.identities.map(({ source }) => (
                <th key={source} scope="col">
                  {t(`source.${source}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const known = new Set(drive.identities.flatMap((identity) => identity[row] ?? []));
              return (
                <tr key={row} data-differs={known.size > 1}>
                  <th scope="row">{t(`fact.${row}`)}</th>
                  {drive.identities.map((identity) => (
                    <td key={identity.source}>{say(identity, row)}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      <Facts>
        <Fact name={t('fact.size')}>
          {sayBytes(drive.sizeBytes, i18n.language)} ({new Intl.NumberFormat(i18n.language).format(drive.sizeBytes)})
        </Fact>
        <Fact name={t('fact.media')}>{t(`media.${drive.mediaType}`)}</Fact>
        <Fact name={t('fact.transport')}>{drive.transport === 'unknown' ? null : drive.transport}</Fact>
        <Fact name={t('fact.kernelName')}>{drive.kernelName}</Fact>
        {job !== null && <Fact name={t('fact.assetTag')}>{seenText(job.assetTag) ?? t('notGiven')}</Fact>}
        {job !== null && <Fact name={t('fact.lot')}>{seenText(job.lotName) ?? t('notGiven')}</Fact>}
        {job !== null && <Fact name={t('fact.technique')}>{t(`technique.${job.techniqueId}`)}</Fact>}
        {job !== null && <Fact name={t('fact.operator')}>{seenText(job.operatorName)}</Fact>}
      </Facts>
      {drive.remarks.length > 0 && (
        <ul className={classes.remarks}>
          {drive.remarks.map((remark) => (
            <li key={remark.code}>{sayReason(remark)}</li>
          ))}
        </ul>
      )}
    </PanelSection>
  );
}
