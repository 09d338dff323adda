import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OpenDraw, QualityRow } from '../../../core/domain/quality.ts';
import { goTo } from '../../app/place.ts';
import { sayBytes, sayDay } from '../../i18n/measures.ts';
import { seenText } from '../../i18n/seenText.ts';
import { Fact, Facts } from '../../ui/Fact.tsx';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { useSession } from '../people/session.ts';
import { DecisionForm } from './DecisionForm.tsx';
import classes from './QualityScreen.module.css';
import { ReadAgain } from './ReadAgain.tsx';
import { sayPpm } from './sayQuality.ts';

/** One drawn drive: what it is, why it was drawn, the second reading, the decision. */
export function SamplePanel({ row, draw }: { row: QualityRow; draw: OpenDraw | null }) {
  const { t, i18n } = useTranslation('quality');
  const me = useSession(({ session }) => session?.person.personId ?? null);
  return (
    <aside className={classes.panel} aria-label={t('sample')}>
      <Button variant="subtle" onClick={() => goTo('quality')}>
        {t('back')}
      </Button>
      {me === row.operatorId && <p className={classes.own}>{t('fourEyes')}</p>}
      <Facts>
        <Fact name={t('fact.serial')} mono>
          {seenText(row.serialNumber)}
        </Fact>
        <Fact name={t('fact.model')}>{seenText(row.model)}</Fact>
        <Fact name={t('fact.size')}>{sayBytes(row.sizeBytes, i18n.language)}</Fact>
        <Fact name={t('fact.lot')}>{row.lotName === null ? t('ofNoLot') : seenText(row.lotName)}</Fact>
        <Fact name={t('fact.tag')}>{seenText(row.assetTag)}</Fact>
        <Fact name={t('fact.wipedBy')}>{seenText(row.operatorName)}</Fact>
        <Fact name={t('fact.endedAt')}>{sayDay(row.endedAt, i18n.language)}</Fact>
        <Fact name={t('fact.record')}>
          <a href={`#/certificates/${encodeURIComponent(row.recordId)}`}>{t('openRecord', { seq: row.recordSeq })}</a>
        </Fact>
      </Facts>
      <PanelSection title={t('why')}>
        <p>{t(`drawnFor.${row.drawnFor}`)}</p>
        {draw === null ? (
          <p>{t('seedTold')}</p>
        ) : (
          <>
            <p>{t('share', { share: sayPpm(draw.sharePpm, i18n.language) })}</p>
            <p>{draw.seedSha256 === null ? t('seedLost') : t('seedOpen')}</p>
            {draw.seedSha256 !== null && <p className={classes.hash}>{draw.seedSha256}</p>}
          </>
        )}
      </PanelSection>
      <ReadAgain row={row} />
      <DecisionForm row={row} />
    </aside>
  );
}
