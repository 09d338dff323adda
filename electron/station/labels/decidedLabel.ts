import {
  type DriveLabelContent,
  type LabelCause,
  type LabelContent,
  labelAfterDecisions,
} from '../../../core/domain/label.ts';
import type { DecidedOfDrive } from '../bench/labelDesk.ts';
import { labelContentFrom } from './labelContentFrom.ts';

/** Why a label takes the place of an earlier one, as it stands with the label; the window has a sentence for each. */
export type SupersededBecause = 'quality-refused' | 'route-destroy' | 'route-changed' | 'called-otherwise';

/**
 * What the next label of a wiped drive says, and why; `null` when only a label of the verdict is due and the queue has none to go back to. A label against
 * the verdict carries no signed code: the code tells the verdict, and scanned from this label it would call the drive what it is not.
 */
export function decidedLabel(
  { record, refused, toBeDestroyed }: DecidedOfDrive,
  said: { readonly first: LabelContent; readonly newest: LabelContent } | null,
  date: string,
): { readonly content: LabelContent; readonly why: SupersededBecause } | null {
  const destroy = toBeDestroyed ?? causeOf(said?.newest) === 'route';
  const { kind, cause } = labelAfterDecisions(record.verdict.outcome, refused, destroy);
  if (cause === 'verdict')
    return causeOf(said?.first) === 'verdict' && said !== null ? { content: said.first, why: 'route-changed' } : null;
  const content: DriveLabelContent = { ...labelContentFrom(record, null, null), kind, cause, date };
  return { content, why: cause === 'route' ? 'route-destroy' : 'quality-refused' };
}

function causeOf(content: LabelContent | undefined): LabelCause | null {
  return content === undefined || content.kind === 'ASSET' ? null : content.cause;
}
