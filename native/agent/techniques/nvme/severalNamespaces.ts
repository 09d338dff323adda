import type { Drive } from '../../../../core/domain/drive.ts';
import type { NvmeEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import { readNamespaceIds } from '../../tools/nvmeIdentify.ts';
import { type Reading, unknown } from '../../tools/reading.ts';
import type { DeviceTools } from '../deviceTechnique.ts';
import { askThrough, withController } from './nvmeDevice.ts';

/** Each gets its marks, its samples and its line in the record. */
export const MOST_NAMESPACES = 32;

type Facts = Pick<NvmeEraseFacts, 'namespaces' | 'otherControllers'>;

/**
 * What speaks against erasing a drive of several namespaces as one: each namespace that the drive names must be one that is held and read here, in its
 * size, and nobody else may have a path to them. Pure.
 */
export function severalObjections(drive: Drive, facts: Facts, { followedBy }: Policy): Reason[] {
  const { namespaces, otherControllers = null } = facts;
  const objections: Reason[] = [];
  const shown = namespaces.every(({ kernelName }) => kernelName !== null);
  if (shown && !areTheParts(drive, facts)) objections.push(because('nvme-namespaces-changed'));
  if (namespaces.length > MOST_NAMESPACES) {
    objections.push(because('nvme-too-many-namespaces', { count: namespaces.length }));
  }
  if (otherControllers === null) objections.push(because('nvme-controllers-not-told'));
  else if (otherControllers > 0) objections.push(because('nvme-other-controllers', { others: otherControllers }));
  if ((followedBy ?? []).length > 0) objections.push(because('nvme-overwrite-after-misses-namespaces'));
  return objections;
}

/** The namespaces that the drive names are the disks that the system shows, one by one, and none is left over on either side. Pure. */
export function areTheParts({ parts = [] }: Pick<Drive, 'parts'>, { namespaces }: Facts): boolean {
  return (
    namespaces.length === parts.length &&
    namespaces.every(({ nsid, kernelName, sizeBytes }) =>
      parts.some(
        (part) =>
          part.nsid === nsid && part.kernelName === kernelName && (sizeBytes === null || sizeBytes === part.sizeBytes),
      ),
    )
  );
}

/** Asks the drive once more which namespaces it has, just before they are erased. Why they are not those that are held; `null`: they are. */
export async function partsProblem(tools: DeviceTools): Promise<Reason | null> {
  const { parts } = tools.drive;
  if (parts === undefined) return null;
  const listed = await withController(tools, async (path): Promise<Reading<readonly number[]>> => {
    const all = await readNamespaceIds(askThrough(tools), path, 'all');
    if (all.read) return all;
    const attached = await readNamespaceIds(askThrough(tools), path, 'attached');
    return attached.read && attached.value.length === parts.length ? attached : unknown(all.why);
  });
  if (!listed.read) return because('nvme-namespaces-not-read', { why: listed.why });
  const held = parts.map(({ nsid }) => nsid);
  const same = listed.value.length === held.length && listed.value.every((nsid) => held.includes(nsid));
  return same ? null : because('nvme-namespaces-changed');
}
