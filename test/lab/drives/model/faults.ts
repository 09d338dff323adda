/** Which erase command a fault concerns. */
export type EraseCommand = 'sanitize' | 'format' | 'security-erase' | 'revert';

/** What a lying erase leaves behind while it reports success. */
export type KeptData =
  | { readonly what: 'everything' }
  | { readonly what: 'range'; readonly offsetBytes: number; readonly lengthBytes: number }
  | { readonly what: 'last-percent'; readonly percent: number }
  /** Host reads answer zeros; the cells keep every byte. No host read can show this one. */
  | { readonly what: 'cells-behind-zeros' };

/** A way in which a drive is broken, locked or dishonest. A drive has a list of them, settable at any time. */
export type DriveFault =
  | { readonly kind: 'fails'; readonly command: EraseCommand | 'any'; readonly atPercent: number }
  | { readonly kind: 'stalls'; readonly command: EraseCommand | 'any'; readonly atPercent: number }
  | { readonly kind: 'lies'; readonly keeps: KeptData }
  /** Sanitize log of zeros (NVMe), result registers of zeros (ATA), no sense at all (SCSI REQUEST SENSE). */
  | { readonly kind: 'zeroed-status' }
  /** Another sanitize log than the true one: these bytes are answered. */
  | { readonly kind: 'wrong-status'; readonly logHex: string }
  /** The translator answers 70h sense without the ATA registers, as a bad bridge does. */
  | { readonly kind: 'fixed-format-sense' }
  /** SECURITY FREEZE LOCK and SANITIZE FREEZE LOCK were issued by the firmware of the computer. */
  | { readonly kind: 'frozen' }
  | {
      readonly kind: 'medium-error';
      readonly on: 'read' | 'write' | 'both';
      readonly offsetBytes: number;
      readonly lengthBytes: number;
    }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number; readonly commandDelayMs: number }
  /** The link drops when an erase reaches this share; the erase stands still while the drive has no power. */
  | { readonly kind: 'vanishes'; readonly atPercent: number }
  /** INQUIRY and VPD come from the bridge, with its own serial; IDENTIFY comes from the drive. */
  | { readonly kind: 'bridge-answers'; readonly vendor: string; readonly model: string; readonly serial: string }
  /** The TCG revert is answered with success, and lock and data stay as they are. */
  | { readonly kind: 'stays-locked' }
  | { readonly kind: 'capacity-zero-after-erase' }
  /** Deallocated blocks answer a read with an error until written: SCSI 03/11/15, NVMe 2/87h. */
  | { readonly kind: 'read-errors-after-erase' }
  /** The command is swallowed. ATA opcodes are those inside a pass-through. */
  | { readonly kind: 'never-answers'; readonly space: CommandSpace; readonly opcode: number }
  /** The command is refused as if the drive did not know it. */
  | { readonly kind: 'refuses'; readonly space: CommandSpace; readonly opcode: number }
  /** The command is answered with success and nothing happens: old status pages stay as they are. */
  | { readonly kind: 'ignores'; readonly space: CommandSpace; readonly opcode: number };

export type CommandSpace = 'nvme-admin' | 'nvme-io' | 'ata' | 'scsi';

/** The first fault of one kind. */
export function findFault<K extends DriveFault['kind']>(
  faults: readonly DriveFault[],
  kind: K,
): Extract<DriveFault, { kind: K }> | undefined {
  return faults.find((fault): fault is Extract<DriveFault, { kind: K }> => fault.kind === kind);
}

/** Whether a read or write of this range meets a medium error. */
export function hitsMediumError(
  faults: readonly DriveFault[],
  on: 'read' | 'write',
  offsetBytes: number,
  lengthBytes: number,
): boolean {
  return faults.some(
    (fault) =>
      fault.kind === 'medium-error' &&
      (fault.on === on || fault.on === 'both') &&
      offsetBytes < fault.offsetBytes + fault.lengthBytes &&
      fault.offsetBytes < offsetBytes + lengthBytes,
  );
}

/** Whether this command is swallowed, refused or ignored. */
export function commandFault(
  faults: readonly DriveFault[],
  space: CommandSpace,
  opcode: number,
): 'never-answers' | 'refuses' | 'ignores' | undefined {
  for (const fault of faults) {
    if (!('opcode' in fault) || fault.space !== space || fault.opcode !== opcode) continue;
    return fault.kind;
  }
  return undefined;
}
