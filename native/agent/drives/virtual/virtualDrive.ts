import type { Drive } from '../../../../core/domain/drive.ts';
import { unknownHealth } from '../../../../core/domain/health.ts';
import { type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import type { BayFiles } from './bayFiles.ts';

const LOGICAL_BLOCK_BYTES = 512;
const PHYSICAL_BLOCK_BYTES = 4096;

/** What the files of a bay forbid by themselves. */
export function refusalsOfBay(files: BayFiles): Refusal[] {
  const refusals: Refusal[] = [];
  const { image } = files;
  if (!image.regular) refusals.push(refuse('drive-unsupported', { why: 'the image is not a plain file' }));
  else if (image.links !== 1) refusals.push(refuse('drive-unsupported', { why: 'the image has a second name' }));
  else if (image.sizeBytes === 0) refusals.push(refuse('drive-empty'));
  else if (image.sizeBytes % LOGICAL_BLOCK_BYTES !== 0) {
    refusals.push(refuse('drive-unsupported', { why: 'the image does not end on a block' }));
  }
  if (image.regular && !image.writable) refusals.push(refuse('drive-read-only'));
  if (!files.manifest.read) refusals.push(refuse('drive-identity-missing'));
  return refusals;
}

/** The drive that a bay's files are. */
export function driveOfBay(bayId: string, driveId: string, files: BayFiles, seenAt: string): Drive {
  const described = files.manifest.read ? files.manifest.value : null;
  const identity = {
    model: described?.model ?? null,
    serialNumber: described?.serialNumber ?? null,
    wwn: described?.insertionId ?? null,
    firmware: null,
  };
  return {
    driveId,
    bayId,
    kernelName: bayId.replace(/^bay-/, 'virtual-'),
    transport: 'virtual',
    mediaType: described?.mediaType ?? 'unknown',
    virtual: true,
    ...identity,
    identities: [{ source: 'virtual-bench', ...identity, sizeBytes: files.image.sizeBytes }],
    sizeBytes: files.image.sizeBytes,
    logicalBlockBytes: LOGICAL_BLOCK_BYTES,
    physicalBlockBytes: PHYSICAL_BLOCK_BYTES,
    readOnly: !files.image.writable,
    health: unknownHealth,
    erase: null,
    refusals: refusalsOfBay(files),
    remarks: [],
    seenAt,
  };
}
