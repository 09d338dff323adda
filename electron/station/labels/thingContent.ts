import type { AssetLabelContent, DriveLabelContent, DriveLabelKind } from '../../../core/domain/label.ts';
import type { LabelledThing } from '../bench/labelDesk.ts';
import { initialsOf } from './labelContentFrom.ts';

/** What the ASSET label of a received thing says. Pure. `date`: the day of the label, `YYYY-MM-DD`. */
export function assetContentFrom({ assetTag, serialNumber, lotName }: LabelledThing, date: string): AssetLabelContent {
  return { kind: 'ASSET', assetTag, serialNumber, lotName, date };
}

/** What the label of a drive that was received and never wiped says. Pure. It tells no method and no verdict, and has no code: there is no record. */
export function unwipedContentFrom(thing: LabelledThing, kind: DriveLabelKind, date: string): DriveLabelContent {
  const { assetTag, serialNumber, lotName, model, virtual, personName } = thing;
  return {
    kind,
    cause: 'never-wiped',
    virtual,
    serialNumber,
    model,
    sizeBytes: null,
    method: null,
    techniqueId: null,
    date,
    initials: initialsOf(personName),
    lotName,
    assetTag,
    bayNumber: null,
    labelCode: null,
  };
}
