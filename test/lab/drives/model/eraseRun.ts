import { assertNever } from '../../../../core/domain/assertNever.ts';
import type { DriveBody } from './driveBody.ts';
import { type EraseCommand, findFault, type KeptData } from './faults.ts';

export interface EraseOrder {
  readonly command: EraseCommand;
  readonly how: 'block' | 'crypto' | 'overwrite';
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly durationMs: number;
  /** Overwrite only: four bytes of pattern as hexadecimal digits, how often, and whether each pass inverts the last. */
  readonly patternHex: string;
  readonly passes: number;
  readonly invert: boolean;
  /** Whether the blocks are deallocated after success. */
  readonly deallocate: boolean;
}

/** A long erase as the drive remembers it, also across a loss of power. */
export interface EraseRunState {
  readonly order: EraseOrder;
  readonly outcome: 'running' | 'succeeded' | 'failed';
  readonly elapsedMs: number;
  /** Bytes treated so far, counted over all passes. */
  readonly treatedBytes: number;
  readonly vanished: boolean;
}

/** A fresh run that has treated nothing. */
export function newEraseRun(order: EraseOrder): EraseRunState {
  return { order, outcome: 'running', elapsedMs: 0, treatedBytes: 0, vanished: false };
}

/** Share done, 0..1. */
export function fractionDone(run: EraseRunState): number {
  return run.order.durationMs <= 0 ? 1 : Math.min(1, run.elapsedMs / run.order.durationMs);
}

/** Overwrite passes that are complete. */
export function passesDone(run: EraseRunState): number {
  return run.order.how === 'overwrite' ? Math.floor(fractionDone(run) * run.order.passes) : 0;
}

/**
 * Carries a run on by `deltaMs` of model time: treats the cells that far, fails, stalls, vanishes or lies as the faults say.
 * Time in which the drive had no power is not passed in.
 */
export function advanceErase(body: DriveBody, run: EraseRunState, deltaMs: number): EraseRunState {
  if (run.outcome !== 'running') return run;
  const faults = body.faults();
  const concerns = (command: EraseCommand | 'any'): boolean => command === 'any' || command === run.order.command;
  const { durationMs } = run.order;
  let elapsedMs = Math.min(durationMs, run.elapsedMs + deltaMs);
  let outcome: EraseRunState['outcome'] = elapsedMs >= durationMs ? 'succeeded' : 'running';
  for (const fault of faults) {
    if ((fault.kind !== 'fails' && fault.kind !== 'stalls') || !concerns(fault.command)) continue;
    const limitMs = (durationMs * fault.atPercent) / 100;
    if (elapsedMs < limitMs || (run.elapsedMs > limitMs && fault.kind === 'stalls')) continue;
    elapsedMs = Math.max(run.elapsedMs, limitMs);
    outcome = fault.kind === 'fails' ? 'failed' : 'running';
    break;
  }
  const lie = findFault(faults, 'lies')?.keeps;
  const next: EraseRunState = { ...run, elapsedMs, outcome };
  const treatedBytes = treatCells(body, next, lie);
  if (outcome === 'succeeded') finishMapping(body, run.order, lie);
  const vanish = findFault(faults, 'vanishes');
  const vanished = run.vanished || (vanish !== undefined && elapsedMs >= (durationMs * vanish.atPercent) / 100);
  if (vanished && !run.vanished) body.vanish();
  return { ...next, treatedBytes, vanished };
}

function treatCells(body: DriveBody, run: EraseRunState, lie: KeptData | undefined): number {
  const { order } = run;
  if (order.how === 'crypto') {
    if (run.outcome === 'succeeded')
      eachTreated(order, 0, order.lengthBytes, lie, (at, size) => body.media.scrambleCells(at, size));
    return run.outcome === 'succeeded' ? order.lengthBytes : 0;
  }
  const totalBytes = order.lengthBytes * Math.max(1, order.passes);
  const target = Math.floor(totalBytes * fractionDone(run));
  let at = run.treatedBytes;
  while (at < target) {
    const pass = Math.floor(at / order.lengthBytes);
    const end = Math.min(target, (pass + 1) * order.lengthBytes);
    const pattern = passPattern(order, pass);
    eachTreated(order, at % order.lengthBytes, end - at, lie, (offset, size) => {
      if (order.how === 'block') body.media.eraseCells(offset, size);
      else {
        body.media.overwriteCells(offset, size, pattern);
        body.media.mapAll(offset, size);
      }
    });
    at = end;
  }
  return Math.max(target, run.treatedBytes);
}

function passPattern(order: EraseOrder, pass: number): Buffer {
  const pattern = Buffer.from(order.patternHex, 'hex');
  // The last pass always leaves the pattern that was asked for (ACS-4 7.36.6, NVMe OIPBP).
  const inverted = order.invert && (order.passes - 1 - pass) % 2 === 1;
  return inverted ? Buffer.from(pattern.map((byte) => byte ^ 0xff)) : pattern;
}

/** Calls `treat` with the pieces of [from, from+size) that the drive really treats. */
function eachTreated(
  order: EraseOrder,
  from: number,
  size: number,
  lie: KeptData | undefined,
  treat: (offset: number, size: number) => void,
): void {
  const start = order.offsetBytes + from;
  const end = start + size;
  const [keptStart, keptEnd] = keptRange(order, lie);
  const put = (first: number, last: number): void => {
    if (last > first) treat(first, last - first);
  };
  put(start, Math.min(end, keptStart));
  put(Math.max(start, keptEnd), end);
}

function keptRange(order: EraseOrder, lie: KeptData | undefined): readonly [number, number] {
  const end = order.offsetBytes + order.lengthBytes;
  if (lie === undefined) return [end, end];
  switch (lie.what) {
    case 'everything':
    case 'cells-behind-zeros':
      return [order.offsetBytes, end];
    case 'range':
      return [lie.offsetBytes, lie.offsetBytes + lie.lengthBytes];
    case 'last-percent':
      return [end - Math.floor((order.lengthBytes * lie.percent) / 100), end];
    default:
      return assertNever(lie);
  }
}

function finishMapping(body: DriveBody, order: EraseOrder, lie: KeptData | undefined): void {
  if (lie?.what === 'cells-behind-zeros') return body.media.deallocate(order.offsetBytes, order.lengthBytes);
  eachTreated(order, 0, order.lengthBytes, lie, (offset, size) => {
    if (order.deallocate) body.media.deallocate(offset, size);
    else body.media.mapAll(offset, size);
  });
}
