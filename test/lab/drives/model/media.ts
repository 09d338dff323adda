import { randomFillSync } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { GRANULE_BYTES, GranuleMap } from './granuleMap.ts';

/** What the mapping layer remembers between two lives of the drive. */
export interface MediaState {
  readonly deallocated: string;
  readonly programmed: string;
  /** False while the drive runs: after a hard stop every granule counts as programmed. */
  readonly clean: boolean;
}

const PIECE_BYTES = 1 << 20;

/**
 * The medium: a sparse file of *cells*, and a mapping layer above it. A deallocated granule answers zeros to the host whatever
 * its cells hold, as flash does after TRIM; only `cells()` shows the truth. Offsets and lengths are bytes.
 */
export class Media {
  readonly sizeBytes: number;
  readonly #fd: number;
  readonly #deallocated: GranuleMap;
  readonly #programmed: GranuleMap;
  readonly #changed: () => void;

  constructor(cellsPath: string, sizeBytes: number, state: MediaState | undefined, changed: () => void) {
    this.sizeBytes = sizeBytes;
    this.#fd = openSync(cellsPath, state === undefined ? 'w+' : 'r+');
    ftruncateSync(this.#fd, sizeBytes);
    this.#deallocated = new GranuleMap(sizeBytes, state?.deallocated);
    this.#programmed = new GranuleMap(sizeBytes, state?.programmed);
    if (state !== undefined && !state.clean) this.#programmed.fill(true);
    this.#changed = changed;
  }

  /** The raw cells: what a laboratory reads with every key the drive still holds. */
  cells(offset: number, length: number): Buffer {
    const data = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const got = readSync(this.#fd, data, done, length - done, offset + done);
      if (got === 0) break;
      done += got;
    }
    return data;
  }

  /** What the host reads: cells, with zeros where nothing is mapped. */
  read(offset: number, length: number): Buffer {
    const data = this.cells(offset, length);
    for (const [first, end] of this.#deallocated.runs(...granulesTouched(offset, length), true)) {
      data.fill(0, Math.max(0, first * GRANULE_BYTES - offset), Math.min(length, end * GRANULE_BYTES - offset));
    }
    return data;
  }

  /** A host write: maps the granules; what a partly written granule answered before (zeros) becomes its content. */
  write(offset: number, data: Buffer): void {
    const [first, end] = granulesTouched(offset, data.length);
    let changed = false;
    for (let granule = first; granule < end; granule++) {
      if (this.#deallocated.has(granule)) this.#zeroRestOfGranule(granule, offset, data.length);
      changed = this.#deallocated.set(granule, false) || changed;
      changed = this.#programmed.set(granule, true) || changed;
    }
    this.#put(offset, data);
    if (changed) this.#changed();
  }

  /** TRIM, UNMAP, DSM deallocate: whole granules lose their mapping, the cells stay as they are; edges are written as zeros. */
  deallocate(offset: number, length: number): void {
    const first = Math.ceil(offset / GRANULE_BYTES);
    const end =
      offset + length >= this.sizeBytes ? this.#deallocated.granules : Math.floor((offset + length) / GRANULE_BYTES);
    if (end <= first) {
      if (length > 0) this.write(offset, Buffer.alloc(length));
      return;
    }
    for (let granule = first; granule < end; granule++) this.#deallocated.set(granule, true);
    const headBytes = first * GRANULE_BYTES - offset;
    const tailOffset = end * GRANULE_BYTES;
    if (headBytes > 0) this.write(offset, Buffer.alloc(headBytes));
    if (offset + length > tailOffset) this.write(tailOffset, Buffer.alloc(offset + length - tailOffset));
    this.#changed();
  }

  /** Maps every granule again, so that the host sees the cells (a sanitize with no-deallocate). */
  mapAll(offset: number, length: number): void {
    const [first, end] = granulesTouched(offset, length);
    for (let granule = first; granule < end; granule++) this.#deallocated.set(granule, false);
    this.#changed();
  }

  /** Whether any granule of this range is deallocated. */
  hasDeallocated(offset: number, length: number): boolean {
    return !this.#deallocated.runs(...granulesTouched(offset, length), true).next().done;
  }

  /** Physically erases the cells to zeros. */
  eraseCells(offset: number, length: number): void {
    this.#eachProgrammed(offset, length, (piece) => piece.fill(0), false);
  }

  /** What is left of the cells once their key is gone: noise. */
  scrambleCells(offset: number, length: number): void {
    this.#eachProgrammed(offset, length, (piece) => randomFillSync(piece), true);
  }

  /** Physically overwrites the cells with a repeated 32-bit pattern. */
  overwriteCells(offset: number, length: number, pattern: Buffer): void {
    if (pattern.every((byte) => byte === 0)) return this.eraseCells(offset, length);
    const piece = Buffer.alloc(PIECE_BYTES, pattern);
    for (let done = 0; done < length; done += PIECE_BYTES)
      this.#put(offset + done, piece.subarray(0, Math.min(PIECE_BYTES, length - done)));
    const [first, end] = granulesTouched(offset, length);
    for (let granule = first; granule < end; granule++) this.#programmed.set(granule, true);
    this.#changed();
  }

  state(clean: boolean): MediaState {
    return { deallocated: this.#deallocated.toBase64(), programmed: this.#programmed.toBase64(), clean };
  }

  close(): void {
    closeSync(this.#fd);
  }

  #eachProgrammed(offset: number, length: number, change: (piece: Buffer) => void, staysProgrammed: boolean): void {
    const [first, end] = granulesTouched(offset, length);
    for (const [runFirst, runEnd] of [...this.#programmed.runs(first, end, true)]) {
      const from = Math.max(offset, runFirst * GRANULE_BYTES);
      const to = Math.min(offset + length, runEnd * GRANULE_BYTES);
      for (let at = from; at < to; at += PIECE_BYTES) {
        const piece = Buffer.alloc(Math.min(PIECE_BYTES, to - at));
        change(piece);
        this.#put(at, piece);
      }
      for (let granule = runFirst; granule < runEnd; granule++) {
        const whole =
          granule * GRANULE_BYTES >= offset &&
          Math.min(this.sizeBytes, (granule + 1) * GRANULE_BYTES) <= offset + length;
        if (whole) this.#programmed.set(granule, staysProgrammed);
      }
    }
    this.#changed();
  }

  #zeroRestOfGranule(granule: number, offset: number, length: number): void {
    const start = granule * GRANULE_BYTES;
    const end = Math.min(this.sizeBytes, start + GRANULE_BYTES);
    if (offset <= start && offset + length >= end) return;
    this.#put(start, Buffer.alloc(end - start));
  }

  #put(offset: number, data: Buffer): void {
    let done = 0;
    while (done < data.length) done += writeSync(this.#fd, data, done, data.length - done, offset + done);
  }
}

function granulesTouched(offset: number, length: number): [number, number] {
  return [Math.floor(offset / GRANULE_BYTES), Math.ceil((offset + length) / GRANULE_BYTES)];
}
