/** What a drive says it is. Nothing keeps two drives from saying the same: that is one of the faults of the field. */
export interface DriveIdentity {
  /** INQUIRY vendor; SATA behind a translator says `ATA`. */
  readonly vendor: string;
  readonly model: string;
  readonly serial: string;
  readonly firmware: string;
  /** 16 hexadecimal digits: NAA for ATA and SCSI, EUI64 of the first namespace for NVMe. */
  readonly wwnHex: string;
}

/** Reads `wwnHex` plus `step`: the world wide name of a second namespace, port or logical unit. */
export function neighbourWwnHex(wwnHex: string, step: number): string {
  const value = (BigInt(`0x${wwnHex}`) + BigInt(step)) & 0xffff_ffff_ffff_ffffn;
  return value.toString(16).padStart(16, '0');
}

/** NGUID (32 digits) that belongs to an EUI64: the vendor half repeated behind it. */
export function nguidHexOf(eui64Hex: string): string {
  return `${eui64Hex}${eui64Hex}`;
}
