import { closeSync, constants, fchmodSync, fsyncSync, ftruncateSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createFileOnce, syncDirectory, writeWhole } from './durableFile.ts';

/** `ledger.jsonl`, which only grows. One agent per state directory owns it. */
export type LedgerFile = {
  /** Adds one line and returns when it is on the medium. When it throws, nothing of the line is left, or `BrokenLedgerError` is thrown. */
  append(line: string): { readonly offsetBytes: number; readonly lengthBytes: number };
  /** The bytes of one line. */
  readLine(offsetBytes: number, lengthBytes: number): string;
  /** Copies a torn tail to `torn-<time>.txt` beside the ledger and cuts it off. Returns the copy's name. */
  cutTornTail(tail: Buffer, at: Date): string;
  close(): void;
};

/** The file could not even be put back to where it was: nothing may be written to it any more. */
export class BrokenLedgerError extends Error {
  constructor(cause: unknown) {
    super('a half-written ledger line could not be taken back', { cause });
    this.name = 'BrokenLedgerError';
  }
}

/** Opens the ledger, making it at the first run, and hands over what is in it. */
export function openLedgerFile(path: string): { readonly file: LedgerFile; readonly bytes: Buffer } {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  fchmodSync(descriptor, 0o600);
  fsyncSync(descriptor);
  syncDirectory(dirname(path));
  const bytes = readFileSync(path);
  let length = bytes.length;

  function cutTo(wanted: number): void {
    ftruncateSync(descriptor, wanted);
    fsyncSync(descriptor);
    length = wanted;
  }

  const file: LedgerFile = {
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
  return { file, bytes };
}
