import type { SenseCode, SenseData } from '../../tools/senseData.ts';

/** What a drive says it is doing, by its REQUEST SENSE data. `idle` is the only one in which an erase can be over well. */
export type ScsiState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sanitizing'; readonly progress: number | null }
  | { readonly kind: 'formatting'; readonly progress: number | null }
  | { readonly kind: 'sanitize-failed' }
  | { readonly kind: 'format-failed' }
  | { readonly kind: 'format-corrupt' }
  | { readonly kind: 'attention'; readonly code: SenseCode }
  | { readonly kind: 'other'; readonly code: SenseCode };

const NOT_READY = 2;
const MEDIUM_ERROR = 3;
const UNIT_ATTENTION = 6;

/** SPC-5 table 48 and SBC-4 4.11: 04/1B, 04/04, 31/03, 31/01, 31/00; 5E/xx is a power condition, in which the drive is well. */
export function scsiStateOf(sense: SenseData): ScsiState {
  const found = stateOfCode(sense, sense.progress);
  if (sense.deferred) return found.kind.endsWith('-failed') ? found : { kind: 'other', code: sense };
  const running = sense.alongside.map((one) => stateOfCode(one, one.progress)).find(isRunning);
  return isRunning(found) ? found : (running ?? found);
}

function isRunning(state: ScsiState): boolean {
  return state.kind === 'sanitizing' || state.kind === 'formatting';
}

function stateOfCode(code: SenseCode, progress: number | null): ScsiState {
  const { key, asc, ascq } = code;
  const says = (wantedAsc: number, wantedAscq: number) => asc === wantedAsc && ascq === wantedAscq;
  if ((key === NOT_READY || key === 0) && says(0x04, 0x1b)) return { kind: 'sanitizing', progress };
  if ((key === NOT_READY || key === 0) && says(0x04, 0x04)) return { kind: 'formatting', progress };
  if (says(0x31, 0x03)) return { kind: 'sanitize-failed' };
  if (says(0x31, 0x01)) return { kind: 'format-failed' };
  if (says(0x31, 0x00)) return { kind: 'format-corrupt' };
  if (key === UNIT_ATTENTION) return { kind: 'attention', code };
  if (key === 0 && (says(0, 0) || asc === 0x5e)) return { kind: 'idle' };
  return { kind: 'other', code };
}

/** A read that fails because the place was not written since the erase: 11/15, write after sanitize required. */
export function isWriteRequired({ key, asc, ascq }: SenseCode): boolean {
  return key === MEDIUM_ERROR && asc === 0x11 && ascq === 0x15;
}

/** Any read that fails on the medium: unrecovered read error. */
export function isUnrecoveredRead({ key, asc }: SenseCode): boolean {
  return key === MEDIUM_ERROR && asc === 0x11;
}
