/** One of the sanitize operations: its bit in IDENTIFY word 59 and how hdparm is told; the action must stand last, right before the device. */
export type SanitizeOperation = {
  readonly name: 'block' | 'crypto' | 'overwrite';
  readonly featureBit: 13 | 14 | 15;
  readonly argv: readonly string[];
};
