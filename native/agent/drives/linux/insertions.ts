import { randomUUID } from 'node:crypto';
import type { QuickAnswers, SlowAnswers } from './askDisk.ts';
import type { DiskFacts } from './diskFacts.ts';

/** One plugging-in of one disk, as long as it is there. */
export type Insertion = {
  readonly driveId: string;
  /** The drive's own answers; `null` while it has not answered yet. */
  slow: SlowAnswers | null;
  /** What udev told, and of which writing of its record; `null` while it has not been asked. */
  quick: { readonly writing: string; readonly answers: QuickAnswers } | null;
  asking: boolean;
  /** How often the drive itself was asked without an answer. */
  unanswered: number;
};

export type Insertions = {
  /** The insertion of a disk; a new one when its number of insertion (or its device) was not there at the last look. */
  of(disk: DiskFacts): Insertion;
  /** Known insertion of a disk, without making one. */
  find(disk: DiskFacts): Insertion | null;
  /** Forgets all that are not among these. */
  keep(disks: readonly DiskFacts[]): void;
};

/**
 * The kernel's disk sequence number tells insertions apart even when both bore one name between two looks (Linux 5.15). Where there is none, the
 * drive's own facts stand in for it.
 */
export function createInsertions(): Insertions {
  const known = new Map<string, Insertion>();
  const keyOf = ({ name, device, diskSequence, serialNumber, wwn, sizeBytes }: DiskFacts): string =>
    [name, device, diskSequence ?? `${serialNumber}|${wwn}|${sizeBytes}`].join('|');
  return {
    of(disk) {
      const insertion = known.get(keyOf(disk)) ?? {
        driveId: `drive-${randomUUID()}`,
        slow: null,
        quick: null,
        asking: false,
        unanswered: 0,
      };
      known.set(keyOf(disk), insertion);
      return insertion;
    },
    find: (disk) => known.get(keyOf(disk)) ?? null,
    keep(disks) {
      const present = new Set(disks.map(keyOf));
      for (const key of known.keys()) if (!present.has(key)) known.delete(key);
    },
  };
}
