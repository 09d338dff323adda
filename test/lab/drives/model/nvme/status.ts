/** NVMe status: code type and code (NVM Express Base 2.0, 3.3.3.2.1). */
export interface NvmeStatus {
  readonly sct: number;
  readonly sc: number;
}

/** The answer to one command: completion dword 0/1 and data for the host. */
export interface NvmeAnswer {
  readonly status: NvmeStatus;
  readonly result: bigint;
  readonly data: Buffer;
}

export const SUCCESS: NvmeStatus = { sct: 0, sc: 0x00 };
export const INVALID_OPCODE: NvmeStatus = { sct: 0, sc: 0x01 };
export const INVALID_FIELD: NvmeStatus = { sct: 0, sc: 0x02 };
export const INTERNAL_ERROR: NvmeStatus = { sct: 0, sc: 0x06 };
export const INVALID_NAMESPACE: NvmeStatus = { sct: 0, sc: 0x0b };
export const COMMAND_SEQUENCE_ERROR: NvmeStatus = { sct: 0, sc: 0x0c };
export const SANITIZE_FAILED: NvmeStatus = { sct: 0, sc: 0x1c };
export const SANITIZE_IN_PROGRESS: NvmeStatus = { sct: 0, sc: 0x1d };
export const LBA_OUT_OF_RANGE: NvmeStatus = { sct: 0, sc: 0x80 };
export const INVALID_LOG_PAGE: NvmeStatus = { sct: 1, sc: 0x09 };
export const INVALID_FORMAT: NvmeStatus = { sct: 1, sc: 0x0a };
export const WRITE_FAULT: NvmeStatus = { sct: 2, sc: 0x80 };
export const UNRECOVERED_READ_ERROR: NvmeStatus = { sct: 2, sc: 0x81 };
export const COMPARE_FAILURE: NvmeStatus = { sct: 2, sc: 0x85 };
export const ACCESS_DENIED: NvmeStatus = { sct: 2, sc: 0x86 };
export const DEALLOCATED_OR_UNWRITTEN: NvmeStatus = { sct: 2, sc: 0x87 };

const NOTHING = Buffer.alloc(0);

/** A refusal. */
export function refused(status: NvmeStatus): NvmeAnswer {
  return { status, result: 0n, data: NOTHING };
}

/** A success, with data for the host. */
export function answered(data: Buffer = NOTHING, result = 0n): NvmeAnswer {
  return { status: SUCCESS, result, data };
}
