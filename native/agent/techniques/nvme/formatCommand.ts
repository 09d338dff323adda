import type { Drive } from '../../../../core/domain/drive.ts';
import type { NvmeNamespaceFacts } from '../../tools/nvmeIdentify.ts';

/** Secure Erase Settings of Format NVM: user data erase, cryptographic erase. Without one a format erases nothing by contract. */
export type SecureErase = 1 | 2;

/** A format may erase cell by cell and tell nothing: no drive is slower at it than this. */
const SLOWEST_BYTES_PER_SECOND = 500_000_000;

/** How long a format may be silent. It tells no progress that all drives know, so this replaces the silence of techniques that do. */
export function formatPatienceMs({ sizeBytes }: Drive, silenceMs: number): number {
  return Math.max(silenceMs, Math.round((sizeBytes / SLOWEST_BYTES_PER_SECOND) * 1000));
}

/** nvme-cli's own limit. */
const LEAST_FORMAT_MS = 600_000;

/**
 * When the kernel gives the command up and resets the controller. Long after the watching has ended, but not for ever: as long as a format is not
 * answered the kernel keeps every read and write of the namespace waiting, also the closing of the drive.
 */
export function formatLimitMs(drive: Drive, silenceMs: number): number {
  return Math.max(LEAST_FORMAT_MS, 4 * formatPatienceMs(drive, silenceMs));
}

/** What of a namespace a format must leave as it was. */
export type KeptFormat = Pick<
  NvmeNamespaceFacts,
  'blocks' | 'lbaFormat' | 'metadataExtended' | 'protectionType' | 'protectionFirst'
>;

/**
 * Arguments for nvme-cli. Everything that it would set to nothing by itself is said: without `--lbaf` a format of all namespaces takes format 0,
 * and without the others metadata and protection are dropped. `--force` spares the ten seconds in which nvme-cli waits for a change of mind;
 * its other meaning, no exclusive opening, is right because we hold the drive ourselves.
 */
export function formatArgv(
  controllerPath: string,
  nsid: number,
  ses: SecureErase,
  keep: KeptFormat,
  limitMs: number,
): string[] {
  return [
    'format',
    controllerPath,
    `--namespace-id=${nsid}`,
    `--ses=${ses}`,
    `--lbaf=${keep.lbaFormat}`,
    `--ms=${Number(keep.metadataExtended)}`,
    `--pi=${keep.protectionType}`,
    `--pil=${Number(keep.protectionFirst)}`,
    `--timeout=${limitMs}`,
    '--force',
  ];
}

/** Whether a namespace is as it was before the format. */
export function isKept(before: KeptFormat, after: KeptFormat): boolean {
  return (
    before.blocks === after.blocks &&
    before.lbaFormat === after.lbaFormat &&
    before.metadataExtended === after.metadataExtended &&
    before.protectionType === after.protectionType &&
    before.protectionFirst === after.protectionFirst
  );
}
