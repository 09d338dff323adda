import type { Drive } from '../../../core/domain/drive.ts';
import type { DriveChange } from './driveBench.ts';

/** The drives present now. A new scan is put in whole; listeners hear of differences only. */
export type DriveTable = {
  readonly drives: () => readonly Drive[];
  readonly find: (driveId: string) => Drive | null;
  readonly onChange: (listener: (change: DriveChange) => void) => void;
  readonly replaceAll: (seen: readonly Drive[]) => void;
};

export function createDriveTable(): DriveTable {
  let present = new Map<string, Drive>();
  const listeners: ((change: DriveChange) => void)[] = [];
  const tell = (change: DriveChange): void => {
    for (const listener of listeners) listener(change);
  };

  return {
    drives: () => [...present.values()],
    find: (driveId) => present.get(driveId) ?? null,
    onChange: (listener) => listeners.push(listener),
    replaceAll(seen) {
      const before = present;
      const changed: Drive[] = [];
      present = new Map(
        seen.map((drive) => {
          const known = before.get(drive.driveId);
          if (known !== undefined && sameFacts(known, drive)) return [drive.driveId, known];
          changed.push(drive);
          return [drive.driveId, drive];
        }),
      );
      for (const [driveId, { bayId }] of before) {
        if (!present.has(driveId)) tell({ kind: 'removed', driveId, bayId });
      }
      for (const drive of changed) tell({ kind: 'changed', drive });
    },
  };
}

/** When it was seen is not a fact of the drive. */
function sameFacts(one: Drive, other: Drive): boolean {
  return JSON.stringify({ ...one, seenAt: '' }) === JSON.stringify({ ...other, seenAt: '' });
}
