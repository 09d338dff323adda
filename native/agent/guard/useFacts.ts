import type { Reading } from '../tools/reading.ts';

/** `major:minor`, as sysfs and mountinfo write it. */
export type DeviceNumber = string;

/** What a loop device shows as a disk. `out-of-sight`: deleted or not in our view; the kernel's own claim (O_EXCL) still guards the disk below. */
export type LoopBacking =
  | { readonly kind: 'file'; readonly fileSystem: DeviceNumber; readonly inode: number }
  | { readonly kind: 'device'; readonly device: DeviceNumber }
  | { readonly kind: 'out-of-sight' };

/** One block device and what lies directly above and below it. */
export type BlockNode = {
  readonly name: string;
  readonly device: DeviceNumber;
  /** The disk this is a partition of. */
  readonly partitionOf: DeviceNumber | null;
  readonly slaves: readonly DeviceNumber[];
  readonly holders: readonly DeviceNumber[];
  readonly backing: LoopBacking | null;
  readonly readOnly: boolean;
  readonly sizeBytes: number;
};

/** One mount. `sources` are the block devices its source column names: btrfs and the like have an anonymous `device` (0:NN). */
export type Mount = {
  readonly device: DeviceNumber;
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly sources: readonly DeviceNumber[];
};

/** The device of one swap area: the block device, or the file system that holds the swap file; `null` when it could not be found out. */
export type Swap = { readonly device: DeviceNumber | null };

/** A file system over several devices (btrfs), as long as it is mounted anywhere. */
export type SpannedFileSystem = { readonly id: string; readonly devices: readonly DeviceNumber[] };

/** Imported ZFS pools; `members` is `null` when pools are there but nobody says on which devices. */
export type ZfsUse = { readonly pools: readonly string[]; readonly members: readonly DeviceNumber[] | null };

/** Everything the in-use decision looks at; each part was read, or says why not. */
export type UseFacts = {
  readonly nodes: Reading<readonly BlockNode[]>;
  readonly mounts: Reading<readonly Mount[]>;
  readonly swaps: Reading<readonly Swap[]>;
  readonly spanned: Reading<readonly SpannedFileSystem[]>;
  readonly zfs: Reading<ZfsUse>;
};
