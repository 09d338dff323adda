import { carryOut } from '../awaitedErase.ts';
import type { DriveBody } from '../driveBody.ts';
import type { EraseOrder } from '../eraseRun.ts';
import type { NamespaceWindow } from './namespaceIo.ts';
import { INTERNAL_ERROR, INVALID_FIELD, INVALID_FORMAT, type NvmeStatus, SUCCESS } from './status.ts';

/** Format NVM (opcode 80h): checks of CDW10 that hold for every namespace (NVM Express Base 2.0, 5.14). */
export function formatRefusal(cdw10: number, cryptoSupported: boolean): NvmeStatus | undefined {
  const secureErase = (cdw10 >>> 9) & 7;
  if ((cdw10 & 15) > 1 || (cdw10 & 0x1f0) !== 0) return INVALID_FORMAT;
  if (secureErase > 2 || (secureErase === 2 && !cryptoSupported)) return INVALID_FIELD;
  return undefined;
}

/** Block size that CDW10 asks for. */
export function formattedBlockBytes(cdw10: number): 512 | 4096 {
  return (cdw10 & 15) === 1 ? 4096 : 512;
}

/** Carries the format of one namespace out, in model time. SES 0 keeps every byte: by contract it erases nothing. */
export async function runFormat(
  body: DriveBody,
  space: NamespaceWindow,
  cdw10: number,
  lost: () => boolean,
): Promise<NvmeStatus> {
  const secureErase = (cdw10 >>> 9) & 7;
  if (secureErase === 0) return SUCCESS;
  const order: EraseOrder = {
    command: 'format',
    how: secureErase === 2 ? 'crypto' : 'block',
    offsetBytes: space.offsetBytes,
    lengthBytes: space.sizeBytes,
    durationMs: body.durations.formatMs,
    patternHex: '00000000',
    passes: 1,
    invert: false,
    deallocate: true,
  };
  return (await carryOut(body, order, lost)) ? SUCCESS : INTERNAL_ERROR;
}
