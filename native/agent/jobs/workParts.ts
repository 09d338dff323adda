import { createHash } from 'node:crypto';
import type { Drive } from '../../../core/domain/drive.ts';
import type { HeldDrive } from '../drives/driveBench.ts';

/** What the engine works on at a time: the whole drive (`namespace` is `null`), or one namespace of a drive that has several. */
export type WorkPart = {
  readonly namespace: number | null;
  readonly descriptor: number;
  readonly sizeBytes: number;
};

/** Every part of the held drive, in the order of their numbers. Throws when not each part of the drive is held: nothing may begin then. */
export function workPartsOf({ drive, descriptor, parts }: HeldDrive): readonly WorkPart[] {
  if (drive.parts === undefined) {
    if (parts !== undefined) throw new Error('more is held than the drive has');
    return [{ namespace: null, descriptor, sizeBytes: drive.sizeBytes }];
  }
  if (!isEveryPart(drive, parts ?? [])) throw new Error('not every namespace of the drive is held');
  return (parts ?? []).map((part) => ({
    namespace: part.nsid,
    descriptor: part.descriptor,
    sizeBytes: part.sizeBytes,
  }));
}

/** Whether these are the drive's parts, by number and size. */
export function isEveryPart(
  { parts = [] }: Pick<Drive, 'parts'>,
  others: readonly { readonly nsid: number; readonly sizeBytes: number }[],
): boolean {
  return (
    parts.length === others.length &&
    new Set(others.map(({ nsid }) => nsid)).size === others.length &&
    parts.every(({ nsid, sizeBytes }) => others.some((other) => other.nsid === nsid && other.sizeBytes === sizeBytes))
  );
}

/**
 * The seed of a part: the job's own where the drive is one disk, else SHA-256 of `<seed>/<number>`, so that no two namespaces have the same marks and
 * one that answers for another is found out (docs/record-format.md).
 */
export function seedOfPart(seed: string, namespace: number | null): string {
  return namespace === null ? seed : createHash('sha256').update(`${seed}/${namespace}`).digest('hex');
}

/** `{ namespace }` for a fact of the journal; a drive of one disk says nothing. */
export function namespaceOf({ namespace }: WorkPart): { readonly namespace?: number } {
  return namespace === null ? {} : { namespace };
}
