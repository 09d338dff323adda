import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DriveRulesView } from '../../../core/contract/driveRules.ts';
import { sayPart } from '../../i18n/sentences.ts';
import { useStation } from '../../link/stationState.ts';
import classes from './LotRules.module.css';
import { useWipe } from './wipeState.ts';

/** Whose drive it is by the lots of this station, and which policies that leaves, each that is refused with its reason. */
export function LotRules({ rules }: { rules: DriveRulesView }) {
  const { t } = useTranslation('receiving');
  const policies = useStation(({ snapshot }) => snapshot?.policies ?? null) ?? [];
  const { lotName, fill } = useWipe();
  const { owner } = rules;
  const words = owner.kind === 'asset' ? owner.securityRequirement : null;
  const otherLot = owner.kind === 'asset' && lotName.trim() !== rules.lotName;
  return (
    <section
      className={classes.rules}
      data-signal={rules.refused.length > 0 ? 'hands' : undefined}
      aria-label={t('rules.title')}
    >
      <p>
        {owner.kind === 'asset'
          ? t('rules.ofAsset', { lot: rules.lotName })
          : t(`rules.${owner.kind}`, { lot: rules.lotName })}
      </p>
      {owner.kind === 'asset' && <p>{words === null ? t('rules.noRequirement') : t('rules.requirement', { words })}</p>}
      {rules.mustBeDestroyed && <p className={classes.strong}>{t('rules.mustBeDestroyed')}</p>}
      {rules.certify !== null && <p>{sayPart('receiving:problems', rules.certify)}</p>}
      {rules.refused.length > 0 && (
        <>
          <p>{t('rules.refused')}</p>
          <ul>
            {rules.refused.map(({ policyId, why }) => (
              <li key={policyId}>
                <b>{policies.find((policy) => policy.policyId === policyId)?.title ?? policyId}</b>{' '}
                {sayPart('receiving:problems', why)}
              </li>
            ))}
          </ul>
        </>
      )}
      {otherLot && (
        <Button variant="default" size="md" onClick={() => fill({ lotName: rules.lotName })}>
          {t('rules.takeLot', { lot: rules.lotName })}
        </Button>
      )}
    </section>
  );
}
