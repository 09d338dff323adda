import { type DriveLabelContent, labelKindFor } from '../../../core/domain/label.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';

/**
 * What the label of a sealed record says. Pure. `labelCode` is the signed `WB1:` text of this record; `bayNumber` is the number on the steel, `null`
 * where the bay is not known.
 */
export function labelContentFrom(
  record: RecordV1,
  labelCode: string | null,
  bayNumber: number | null,
): DriveLabelContent {
  const { drive, technique, asset, clock, operator, virtual, verdict } = record;
  return {
    kind: labelKindFor(verdict.outcome),
    cause: 'verdict',
    virtual,
    serialNumber: drive.serialNumber,
    model: drive.model,
    sizeBytes: drive.capacityBeforeBytes,
    method: technique.method,
    techniqueId: technique.techniqueId,
    date: clock.endedAt.slice(0, 10),
    initials: initialsOf(operator.name),
    lotName: asset.lotName,
    assetTag: asset.assetTag,
    bayNumber,
    labelCode,
  };
}

/** First letters of the first and the last name parts, at most three. */
export function initialsOf(name: string): string {
  const parts = name.split(/[\s-]+/).filter((part) => part !== '');
  const first = parts.slice(0, 2);
  const last = parts.length > 2 ? parts.slice(-1) : [];
  return [...first, ...last]
    .map((part) => [...part][0] ?? '')
    .join('')
    .toUpperCase();
}
