/** The fields of a 64-byte submission queue entry that the model uses (NVM Express Base 2.0, figure 88). */
export interface Submission {
  readonly opcode: number;
  readonly namespaceId: number;
  readonly cdw10: number;
  readonly cdw11: number;
  readonly cdw12: number;
  readonly cdw13: number;
  readonly cdw14: number;
  readonly cdw15: number;
}

/** Reads a submission queue entry. */
export function parseSubmission(entry: Buffer): Submission {
  return {
    opcode: entry.readUInt8(0),
    namespaceId: entry.readUInt32LE(4),
    cdw10: entry.readUInt32LE(40),
    cdw11: entry.readUInt32LE(44),
    cdw12: entry.readUInt32LE(48),
    cdw13: entry.readUInt32LE(52),
    cdw14: entry.readUInt32LE(56),
    cdw15: entry.readUInt32LE(60),
  };
}
