/** One bit per granule of 4096 bytes: the smallest piece the mapping layer of a drive knows. */
export const GRANULE_BYTES = 4096;

export class GranuleMap {
  readonly granules: number;
  readonly #bits: Buffer;

  constructor(sizeBytes: number, base64?: string) {
    this.granules = Math.ceil(sizeBytes / GRANULE_BYTES);
    this.#bits = Buffer.alloc(Math.ceil(this.granules / 8));
    if (base64 !== undefined) Buffer.from(base64, 'base64').copy(this.#bits);
  }

  has(granule: number): boolean {
    return ((this.#bits[granule >> 3] ?? 0) & (1 << (granule & 7))) !== 0;
  }

  /** Sets the bit; true when it changed. */
  set(granule: number, value: boolean): boolean {
    const before = this.#bits[granule >> 3] ?? 0;
    const after = value ? before | (1 << (granule & 7)) : before & ~(1 << (granule & 7));
    this.#bits[granule >> 3] = after;
    return before !== after;
  }

  fill(value: boolean): void {
    this.#bits.fill(value ? 0xff : 0);
  }

  /** Runs of granules in [first, end) that carry `value`, as [first, end) pairs. */
  *runs(first: number, end: number, value: boolean): Generator<readonly [number, number]> {
    let start = -1;
    for (let granule = first; granule < end; granule++) {
      const carries = this.has(granule) === value;
      if (carries && start < 0) start = granule;
      if (!carries && start >= 0) {
        yield [start, granule];
        start = -1;
      }
    }
    if (start >= 0) yield [start, end];
  }

  toBase64(): string {
    return this.#bits.toString('base64');
  }
}
