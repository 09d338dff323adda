import type { AtaEraseFacts, EraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';

/** What is hidden behind the capacity that the drive shows. `unread` is not "nothing". */
export type HiddenArea =
  | { readonly kind: 'none' }
  | { readonly kind: 'unread' }
  | { readonly kind: 'hpa' | 'amac' | 'dco'; readonly sectors: number };

/** The outermost hidden area first: a device configuration cannot be restored while a host protected area is set (ATA8-ACS 7.10.4). */
export function hiddenAreaOf(facts: AtaEraseFacts): HiddenArea {
  const { currentSectors, nativeSectors, dcoSectors, accessibleMaxAddress } = facts;
  if (currentSectors === null || nativeSectors === null) return { kind: 'unread' };
  if (nativeSectors > currentSectors) {
    return { kind: accessibleMaxAddress ? 'amac' : 'hpa', sectors: nativeSectors - currentSectors };
  }
  if (dcoSectors === null) return { kind: 'unread' };
  if (dcoSectors > nativeSectors) return { kind: 'dco', sectors: dcoSectors - nativeSectors };
  return { kind: 'none' };
}

/** What a technician should know of it before the start; the job looks for itself and opens what it can. */
export function hiddenAreaRemarks(erase: EraseFacts | null): Reason[] {
  if (erase?.interface !== 'ata') return [];
  const hidden = hiddenAreaOf(erase);
  switch (hidden.kind) {
    case 'none':
      return [];
    case 'unread':
      return [because('hidden-areas-unread')];
    case 'hpa':
    case 'amac':
    case 'dco':
      return [because('hidden-area-found', { area: hidden.kind.toUpperCase(), sectors: hidden.sectors })];
  }
}
