import { serialTail } from '../../../core/domain/drive.ts';
import { readPsid } from '../../../core/domain/psid.ts';
import type { BayView } from '../bench/bayView.ts';

/** What a scan means here and now. */
export type ScanMeaning =
  | { readonly kind: 'bay'; readonly view: BayView }
  | { readonly kind: 'drive'; readonly view: BayView }
  | { readonly kind: 'asset'; readonly view: BayView }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'wrong-drive'; readonly view: BayView }
  | { readonly kind: 'asset-tag' }
  | { readonly kind: 'psid' }
  | { readonly kind: 'badge' }
  | { readonly kind: 'unknown' };

export type ScanScene = {
  readonly views: readonly BayView[];
  /** The drive whose wipe dialog is open. */
  readonly wipeDriveId: string | null;
  readonly signingIn: boolean;
  /** That dialog waits for the PSID of a drive's label. */
  readonly asksPsid: boolean;
};

const bayCode = /^BAY-0*(\d{1,4})$/i;
/** How badges begin that are known as such anywhere. Others are only taken for one while somebody is asked to sign in: wrong guesses lock the badge reader. */
const badgeCode = /^BADGE[-:]\S{3,}$/i;

/** Pure: bay codes first, then serials, then asset tags; what is left goes to the open dialog. */
export function routeScan(text: string, scene: ScanScene): ScanMeaning {
  const scanned = text.trim().toUpperCase();
  const number = bayCode.exec(scanned)?.[1];
  if (number !== undefined) {
    const view = scene.views.find(({ bay }) => bay?.number === Number(number));
    return view === undefined ? { kind: 'unknown' } : { kind: 'bay', view };
  }
  if (badgeCode.test(scanned)) return { kind: 'badge' };
  const holder = scene.views.find(({ drive, job }) =>
    isSerial(scanned, drive?.serialNumber ?? job?.serialNumber ?? null),
  );
  if (scene.wipeDriveId !== null) {
    const open = scene.views.find(({ drive }) => drive?.driveId === scene.wipeDriveId);
    const tail = serialTail(open?.drive?.serialNumber ?? null);
    if ((holder !== undefined && holder === open) || (tail !== null && scanned === tail)) return { kind: 'confirm' };
    if (holder !== undefined) return { kind: 'wrong-drive', view: holder };
    return scene.asksPsid && readPsid(text) !== null ? { kind: 'psid' } : { kind: 'asset-tag' };
  }
  if (scene.signingIn) return { kind: 'badge' };
  if (holder !== undefined) return { kind: 'drive', view: holder };
  const tagged = scene.views.find(({ job }) => job?.assetTag?.toUpperCase() === scanned);
  return tagged === undefined ? { kind: 'unknown' } : { kind: 'asset', view: tagged };
}

/** Drive makers put `S/N:`, `SN` or `S` before the serial in some barcodes. */
function isSerial(scanned: string, serialNumber: string | null): boolean {
  const serial = serialNumber?.trim().toUpperCase() ?? '';
  return (
    serial !== '' && scanned.replace(/^(S\/N:?|SN:?|S)?\s*/, (prefix) => (scanned === serial ? prefix : '')) === serial
  );
}
