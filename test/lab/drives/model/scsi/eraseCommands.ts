import type { EraseDurations } from '../driveBody.ts';
import type { EraseOrder } from '../eraseRun.ts';
import type { ScsiConfig } from './scsiConfig.ts';
import { INVALID_FIELD, INVALID_PARAMETER, type Sense } from './sense.ts';

/** An erase as a CDB and its parameter list ask for it. */
export interface EraseRequest {
  readonly order: EraseOrder;
  readonly immediate: boolean;
  readonly unrestricted: boolean;
}

const SERVICE_ACTION = { overwrite: 0x01, block: 0x02, crypto: 0x03 } as const;

/** SANITIZE, opcode 48h (SBC-4, 5.30), other than EXIT FAILURE MODE. */
export function sanitizeRequest(
  config: ScsiConfig,
  durations: EraseDurations,
  sizeBytes: number,
  cdb: Buffer,
  parameters: Buffer,
): EraseRequest | Sense {
  const flags = cdb.readUInt8(1);
  const how = (['overwrite', 'block', 'crypto'] as const).find((each) => SERVICE_ACTION[each] === (flags & 0x1f));
  if (how === undefined || !config.sanitize[how]) return INVALID_FIELD;
  const overwrite =
    how === 'overwrite'
      ? overwriteParameters(config, parameters)
      : { patternHex: '00000000', passes: 1, invert: false };
  if (overwrite === undefined) return INVALID_PARAMETER;
  return {
    immediate: (flags & 0x80) !== 0,
    unrestricted: (flags & 0x20) !== 0,
    order: {
      ...overwrite,
      command: 'sanitize',
      how,
      offsetBytes: 0,
      lengthBytes: sizeBytes,
      durationMs: {
        block: durations.blockMs,
        crypto: durations.cryptoMs,
        overwrite: durations.overwriteMs * overwrite.passes,
      }[how],
      deallocate: how !== 'overwrite' && config.unmaps,
    },
  };
}

/** Parameter list of the OVERWRITE service action: INVERT, TEST, OVERWRITE COUNT, pattern. */
function overwriteParameters(
  config: ScsiConfig,
  parameters: Buffer,
): { patternHex: string; passes: number; invert: boolean } | undefined {
  if (parameters.length < 5) return undefined;
  const patternLength = parameters.readUInt16BE(2);
  const passes = parameters.readUInt8(0) & 0x1f;
  if (passes === 0 || patternLength === 0 || patternLength > config.logicalBlockBytes) return undefined;
  const pattern = parameters.subarray(4, 4 + patternLength);
  return { patternHex: pattern.toString('hex'), passes, invert: (parameters.readUInt8(0) & 0x80) !== 0 };
}

/** FORMAT UNIT, opcode 04h (SBC-4, 5.4): zeros everywhere, whatever the initialization pattern. */
export function formatRequest(
  config: ScsiConfig,
  durations: EraseDurations,
  offsetBytes: number,
  lengthBytes: number,
  cdb: Buffer,
  parameters: Buffer,
): EraseRequest {
  const hasHeader = (cdb.readUInt8(1) & 0x10) !== 0 && parameters.length >= 4;
  return {
    immediate: hasHeader && (parameters.readUInt8(1) & 0x02) !== 0,
    unrestricted: false,
    order: {
      command: 'format',
      how: config.rotationRate === 1 ? 'block' : 'overwrite',
      offsetBytes,
      lengthBytes,
      durationMs: durations.formatMs,
      patternHex: '00000000',
      passes: 1,
      invert: false,
      deallocate: config.unmaps,
    },
  };
}
