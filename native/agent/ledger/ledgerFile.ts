import { closeSync, constants, fchmodSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createFileOnce, syncDirectory, writeWhole } from './durableFile.ts';

/** `ledger.jsonl`, which only grows. One agent per state directory owns it. */
export type LedgerFile = {
  /** Adds one line and returns when it is on the medium. When it throws, nothing of the line is left, or `BrokenLedgerError` is thrown. */
  append(line: string): { readonly offsetBytes: number; readonly lengthBytes: number };
  sizeBytes(): number;
  /** The lines from an offset on, without their line feeds; the last one is not `whole` when its end was never written. */
  lines(fromBytes: number): Generator<LedgerLine>;
  /** The bytes of one line. */
  readLine(offsetBytes: number, lengthBytes: number): string;
  /** Copies a torn tail to `torn-<time>.txt` beside the ledger and cuts it off. Returns the copy's name. */
  cutTornTail(tail: Buffer, at: Date): string;
  close(): void;
};

export type LedgerLine = { readonly bytes: Buffer; readonly offsetBytes: number; readonly whole: boolean };

/** How much is read at a time while walking. */
const PIECE_BYTES = 256 * 1024;

/** The file could not even be put back to where it was: nothing may be written to it any more. */
export class BrokenLedgerError extends Error {
  constructor(cause: unknown) {
    super('a half-written ledger line could not be taken back', { cause });
    this.name = 'BrokenLedgerError';
  }
}

/** Opens the ledger, making it at the first run. Nothing of it is read yet. */
export function openLedgerFile(path: string): LedgerFile {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  fchmodSync(descriptor, 0o600);
  fsyncSync(descriptor);
  syncDirectory(dirname(path));
  let length = fstatSync(descriptor).size;

  function cutTo(wanted: number): void {
    ftruncateSync(descriptor, wanted);
    fsyncSync(descriptor);
    length = wanted;
  }

  return {
    sizeBytes: () => length,
    *lines(fromBytes) {
      let pending = Buffer.alloc(0);
      let offsetBytes = fromBytes;
      for (let at = fromBytes; at < length; ) {
        const piece = Buffer.alloc(Math.min(PIECE_BYTES, length - at));
        const count = readSync(descriptor, piece, 0, piece.length, at);
        if (count === 0) throw new Error('the ledger file became shorter under this agent');
        at += count;
        pending = Buffer.concat([pending, piece.subarray(0, count)]);
        for (let end = pending.indexOf(0x0a); end !== -1; end = pending.indexOf(0x0a)) {
          yield { bytes: pending.subarray(0, end), offsetBytes, whole: true };
          pending = pending.subarray(end + 1);
          offsetBytes += end + 1;
        }
      }
      if (pending.length > 0) yield { bytes: pending, offsetBytes, whole: false };
    },
    append(line) {
      const bytesOfLine = Buffer.from(`${line}\n`);
      const offsetBytes = length;
      try {
        writeWhole(descriptor, bytesOfLine, offsetBytes);
        fsyncSync(descriptor);
      } catch (cause) {
        try {
          cutTo(offsetBytes);
        } catch {
          throw new BrokenLedgerError(cause);
        }
        throw cause;
      }
      length = offsetBytes + bytesOfLine.length;
      return { offsetBytes, lengthBytes: bytesOfLine.length - 1 };
    },
    readLine(offsetBytes, lengthBytes) {
      const line = Buffer.alloc(lengthBytes);
      let read = 0;
      while (read < lengthBytes) {
        const count = readSync(descriptor, line, read, lengthBytes - read, offsetBytes + read);
        if (count === 0) throw new Error('the ledger file became shorter under this agent');
        read += count;
      }
      return line.toString('utf8');
    },
    cutTornTail(tail, at) {
      const name = `torn-${at.toISOString().replaceAll(':', '-')}.txt`;
      createFileOnce(join(dirname(path), name), tail);
      cutTo(length - tail.length);
      return name;
    },
    close: () => closeSync(descriptor),
  };
}
