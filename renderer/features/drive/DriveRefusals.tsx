import { useTranslation } from 'react-i18next';
import type { Drive } from '../../../core/domain/drive.ts';
import { sayRefusal } from '../../i18n/sentences.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { TeachingBox } from '../../ui/TeachingBox.tsx';

/** Why nothing may be started on the drive now, each reason as a lesson. */
export function DriveRefusals({ drive }: { drive: Drive }) {
  const { t } = useTranslation();
  if (drive.refusals.length === 0) return null;
  return (
    <PanelSection title={t('drive.refused')}>
      {drive.refusals.map((refusal) => (
        <TeachingBox key={refusal.code + JSON.stringify(refusal.details)} teaching={sayRefusal(refusal)} />
      ))}
    </PanelSection>
  );
}
