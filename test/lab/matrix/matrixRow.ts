import type { TechniqueId } from '../../../core/domain/technique.ts';
import type { VerdictOutcome } from '../../../core/domain/verdict.ts';
import type { EraseDurations } from '../drives/model/driveBody.ts';
import type { DriveFault } from '../drives/model/faults.ts';
import type { AtaDriveOptions } from '../drives/startAtaDrive.ts';
import type { NvmeDriveOptions } from '../drives/startNvmeDrive.ts';
import type { ScsiDriveOptions } from '../drives/startScsiDrive.ts';

/** A drive of a row: the model that is started for it, and how people would call it. */
export type MatrixDrive = { readonly words: string } & (
  | {
      readonly kind: 'nvme';
      readonly config?: NvmeDriveOptions['config'];
      readonly history?: NvmeDriveOptions['history'];
    }
  | { readonly kind: 'ata'; readonly config?: AtaDriveOptions['config']; readonly history?: AtaDriveOptions['history'] }
  | { readonly kind: 'scsi'; readonly config?: ScsiDriveOptions['config'] }
);

/**
 * What people or cables do while the drive erases itself. `pulled`: it is gone for good. `returns`: it comes back at once and gets the next free name.
 * `swapped`: another drive of the same model comes in its place. `cancelled`: a person gives up on a drive that does not end.
 */
export type Happening = 'pulled' | 'returns' | 'swapped' | 'cancelled';

/** How it ends: no job at all, or a job's verdict. */
export type Ending = 'refused' | VerdictOutcome;

export type MatrixRow = {
  /** Lower case letters and digits; also the drive's name and the end of its serial number. */
  readonly id: string;
  readonly technique: TechniqueId;
  readonly policyId: string;
  readonly drive: MatrixDrive;
  /** What is wrong with it, in words for the table; `null` is an honest drive. */
  readonly fault: string | null;
  readonly faults: readonly DriveFault[];
  readonly happening: Happening | null;
  /** A second drive with the same serial number is on the bench. */
  readonly twin: boolean;
  /** Number of an NVMe namespace on which the guest has a file system mounted. */
  readonly mounted: number | null;
  readonly durations: Partial<EraseDurations>;
  /** What the person types as the PSID of the drive's label; `null` where the technique asks for none. */
  readonly psid: string | null;
  readonly expected: Ending;
  /** Another end that is as right, where chance decides which comes first; never a pass. */
  readonly orElse: Exclude<Ending, 'sanitized'> | null;
  /** `sanitized` is all a host can know, and it is not true: what would show it. `null` for every other row. */
  readonly blindSpot: string | null;
};

/**
 * A command that a SCSI drive never answers is given up by the kernel after the tool's time (20 s, hdparm 15 s), or after twice that when it was sent a clock tick later than it was
 * made (`iscsi_eh_cmd_timed_out` then gives it that time again). Half the time the watchdog of the lab's agent, 30 s, is therefore first.
 */
export const GIVEN_UP_BY_KERNEL_OR_WATCHDOG = { expected: 'failed', orElse: 'stalled' } as const;

type Given = Pick<MatrixRow, 'technique' | 'drive'> & Partial<MatrixRow>;

/** Techniques that only Clear on every drive. */
const CLEAR: readonly TechniqueId[] = [
  'ata-security-erase',
  'nvme-format-user-data',
  'nvme-format-crypto',
  'scsi-format-unit',
  'overwrite-zeros',
  'overwrite-stream',
];

/** Honest drives prove the default policy where it offers the technique; broken ones must not pass with the fewest marks that any policy sets. */
const policyOf = ({ technique, fault }: Given): string =>
  CLEAR.includes(technique) || (fault ?? null) !== null ? 'nist-clear-sampled' : 'nist-purge';

/** A row with what most rows have: the policy under which the technique is offered, no fault, and an honest end. */
export function row(id: string, given: Given): MatrixRow {
  return {
    id,
    policyId: policyOf(given),
    fault: null,
    faults: [],
    happening: null,
    twin: false,
    mounted: null,
    durations: {},
    psid: null,
    expected: 'sanitized',
    orElse: null,
    blindSpot: null,
    ...given,
  };
}

/** Names the end that a drive of this row must come to, for a test's title. */
export function titleOf({ technique, drive, fault, expected, orElse }: MatrixRow): string {
  return `${technique} on ${drive.words}, ${fault ?? 'honest'}: ${expected}${orElse === null ? '' : ` or ${orElse}`}`;
}
