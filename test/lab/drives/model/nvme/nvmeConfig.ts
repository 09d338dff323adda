/** What an emulated NVMe drive can do. */
export interface NvmeConfig {
  /** One entry per namespace: its share of the medium and its block size. */
  readonly namespaces: readonly { readonly sizeBytes: number; readonly blockBytes: 512 | 4096 }[];
  /** Namespaces that exist and are attached to no controller: the kernel shows no device for them. They follow the others in number. */
  readonly detached: readonly { readonly sizeBytes: number; readonly blockBytes: 512 | 4096 }[];
  readonly sanitize: {
    readonly block: boolean;
    readonly crypto: boolean;
    readonly overwrite: boolean;
    /** SANICAP bit 3: media verification state. */
    readonly verification: boolean;
    /** SANICAP bit 29: no-deallocate inhibited. */
    readonly noDeallocateInhibited: boolean;
  };
  /** OACS bit 1. */
  readonly format: boolean;
  /** FNA bit 0, 1, 2 and 3. */
  readonly fna: {
    readonly formatAll: boolean;
    readonly eraseAll: boolean;
    readonly crypto: boolean;
    readonly noBroadcast: boolean;
  };
  readonly smart: { readonly criticalWarning: number; readonly percentageUsed: number; readonly mediaErrors: number };
  /** TCG Opal: no security commands at all, present but never set up, set up and open, or locked. */
  readonly opal: 'absent' | 'never-set-up' | 'unlocked' | 'locked';
  /** What stands on the label and lets the drive be reverted. */
  readonly psid: string;
  readonly sanitizeNotModified: boolean;
}

/** SANICAP, Identify Controller bytes 331:328. */
export function sanicap(config: NvmeConfig): number {
  const { block, crypto, overwrite, verification, noDeallocateInhibited } = config.sanitize;
  if (!block && !crypto && !overwrite) return 0;
  const modified = config.sanitizeNotModified ? 1 : 2;
  return (
    (Number(crypto) |
      (Number(block) << 1) |
      (Number(overwrite) << 2) |
      (Number(verification) << 3) |
      (Number(noDeallocateInhibited) << 29)) +
    modified * 0x4000_0000
  );
}

/** FNA, Identify Controller byte 524. */
export function fna(config: NvmeConfig): number {
  const bits = config.fna;
  return (
    Number(bits.formatAll) | (Number(bits.eraseAll) << 1) | (Number(bits.crypto) << 2) | (Number(bits.noBroadcast) << 3)
  );
}
