/** What an emulated SCSI drive can do. */
export interface ScsiConfig {
  readonly logicalBlockBytes: 512 | 4096;
  readonly physicalBlockBytes: 512 | 4096;
  readonly rotationRate: number;
  readonly sanitize: { readonly block: boolean; readonly crypto: boolean; readonly overwrite: boolean };
  readonly unmaps: boolean;
  /** Two for a dual-actuator drive: each has half of the medium, SANITIZE treats both. */
  readonly logicalUnits: 1 | 2;
  readonly opal: 'absent' | 'unlocked' | 'locked';
}
