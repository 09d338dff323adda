import type { TFunction } from 'i18next';
import { assertNever } from '../../../core/domain/assertNever.ts';
import type { Drive } from '../../../core/domain/drive.ts';
import type { Person } from '../../../core/domain/person.ts';
import type { OpenDraw, QualityRow } from '../../../core/domain/quality.ts';
import { sayDay, sayShare } from '../../i18n/measures.ts';
import { seenStart } from '../../i18n/seenText.ts';

type Say = TFunction<'quality'>;

/** How the second reading of a drawn drive stands. */
export function sayReading({ reverification }: QualityRow, t: Say, language: string): string {
  switch (reverification.kind) {
    case 'none':
      return t('read.none');
    case 'running':
      return t('read.running', {
        name: seenStart(reverification.personName),
        share: sayShare(reverification.doneBytes, reverification.totalBytes, language),
      });
    case 'ended':
      return t(`read.${reverification.outcome}`, {
        name: seenStart(reverification.personName),
        at: sayDay(reverification.at, language),
      });
    default:
      return assertNever(reverification);
  }
}

/** A share in parts per million as a per cent. */
export function sayPpm(sharePpm: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 4 }).format(sharePpm / 1_000_000);
}

/** What a draw is of, within a sentence. */
export function sayDrawOf(draw: Pick<OpenDraw, 'lotName'>, t: Say): string {
  return draw.lotName === null ? t('drawOfDay') : t('drawOfLot', { lot: seenStart(draw.lotName) });
}

/** Whether some technician's drives could be validated by nobody: then the agent draws none of them. Pure. */
export function isQualityAlone(people: readonly Person[]): boolean {
  const able = people.filter(({ disabledAt }) => disabledAt === undefined);
  const deciders = able.filter(({ roles }) => roles.includes('quality'));
  return able.some(
    (one) => one.roles.includes('technician') && !deciders.some(({ personId }) => personId !== one.personId),
  );
}

/** The drive of a drawn record, if one with its model and serial number is here; the agent compares the rest. Pure. */
export function driveOf(row: QualityRow, drives: readonly Drive[]): Drive | null {
  if (row.serialNumber === null) return null;
  return drives.find(({ serialNumber, model }) => serialNumber === row.serialNumber && model === row.model) ?? null;
}
