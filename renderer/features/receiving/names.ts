import type { ExpectedView, ThingView } from '../../../core/contract/receivingViews.ts';

type Named = Pick<ThingView | ExpectedView, 'serialNumber' | 'assetTag'>;

/** A device as people tell it from others: serial, then tag; null when it has neither. */
export function nameOf({ serialNumber, assetTag }: Named): string | null {
  const parts = [serialNumber, assetTag].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? null : parts.join(' · ');
}

/** A row of the list on a button: what it is called, and what it is. */
export function rowName(row: ExpectedView): string {
  return [nameOf(row), row.deviceType, row.make, row.model].filter((part) => part !== null && part !== '').join(' · ');
}
