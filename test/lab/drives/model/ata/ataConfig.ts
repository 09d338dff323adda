/** What an emulated ATA drive can do and how it left its last owner. */
export interface AtaConfig {
  readonly logicalBlockBytes: 512 | 4096;
  readonly physicalBlockBytes: 512 | 4096;
  /** 1 for a solid state drive, else turns per minute: IDENTIFY word 217. */
  readonly rotationRate: number;
  readonly sanitize: {
    readonly block: boolean;
    readonly crypto: boolean;
    readonly overwrite: boolean;
    readonly antifreeze: boolean;
  };
  readonly security: 'absent' | 'normal' | 'enhanced';
  /** Words 89 and 90, minutes. */
  readonly securityEraseMinutes: number;
  readonly enhancedEraseMinutes: number;
  /** Host protected area and device configuration overlay, or accessible max address instead of both. */
  readonly hiddenAreas: 'none' | 'hpa-dco' | 'amac';
  readonly trim: { readonly supported: boolean; readonly deterministic: boolean; readonly zeros: boolean };
  readonly smart: {
    readonly passed: boolean;
    readonly reallocated: number;
    readonly pending: number;
    readonly powerOnHours: number;
  };
  readonly opal: 'absent' | 'unlocked' | 'locked';
}

/** How an ATA drive comes to the bench. */
export interface AtaHistory {
  readonly userPassword?: string;
  readonly masterPassword?: string;
  readonly level?: 'high' | 'maximum';
  readonly countExpired?: boolean;
  /** An earlier SANITIZE completed without error. */
  readonly sanitized?: boolean;
  /** Sectors visible below a host protected area, a device configuration overlay or an accessible max address. */
  readonly visibleSectors?: number;
  readonly overlaySectors?: number;
}
