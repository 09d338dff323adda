import type { LabelContent } from '../../../core/domain/label.ts';

/** Whether two labels of one series tell a reader the same: the kind of a drive's label decides; an ASSET label is what it calls the thing. */
export function saysTheSame(one: LabelContent, other: LabelContent): boolean {
  if (one.kind !== 'ASSET' || other.kind !== 'ASSET') return one.kind === other.kind;
  return one.assetTag === other.assetTag && one.serialNumber === other.serialNumber && one.lotName === other.lotName;
}
