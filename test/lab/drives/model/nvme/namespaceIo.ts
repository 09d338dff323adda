import type { DriveBody } from '../driveBody.ts';
import { findFault, hitsMediumError } from '../faults.ts';
import {
  answered,
  COMPARE_FAILURE,
  DEALLOCATED_OR_UNWRITTEN,
  INVALID_OPCODE,
  LBA_OUT_OF_RANGE,
  type NvmeAnswer,
  refused,
  UNRECOVERED_READ_ERROR,
  WRITE_FAULT,
} from './status.ts';
import type { Submission } from './submission.ts';

/** A namespace as a window on the medium. */
export interface NamespaceWindow {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly blockBytes: number;
}

/** Bytes the host must send with this I/O command. */
export function ioBytesFromHost(submission: Submission, blockBytes: number): number {
  if (submission.opcode === 0x01 || submission.opcode === 0x05) return ((submission.cdw12 & 0xffff) + 1) * blockBytes;
  return submission.opcode === 0x09 ? ((submission.cdw10 & 0xff) + 1) * 16 : 0;
}

/** Executes an I/O command of the NVM command set 1.0. */
export function executeIo(
  body: DriveBody,
  space: NamespaceWindow,
  submission: Submission,
  fromHost: Buffer,
): NvmeAnswer {
  const { opcode } = submission;
  if (opcode === 0x00) return answered();
  if (opcode === 0x09) return datasetManagement(body, space, submission, fromHost);
  if (![0x01, 0x02, 0x05, 0x08].includes(opcode)) return refused(INVALID_OPCODE);
  const at = (submission.cdw10 + submission.cdw11 * 2 ** 32) * space.blockBytes;
  const length = ((submission.cdw12 & 0xffff) + 1) * space.blockBytes;
  if (at + length > space.sizeBytes) return refused(LBA_OUT_OF_RANGE);
  const offset = space.offsetBytes + at;
  if (opcode === 0x02 || opcode === 0x05)
    return readBlocks(body, offset, length, opcode === 0x05 ? fromHost : undefined);
  if (hitsMediumError(body.faults(), 'write', offset, length)) return refused(WRITE_FAULT);
  if (opcode === 0x01) body.media.write(offset, fromHost);
  else if ((submission.cdw12 & (1 << 25)) !== 0) body.media.deallocate(offset, length);
  else body.media.write(offset, Buffer.alloc(length));
  return answered();
}

function readBlocks(body: DriveBody, offset: number, length: number, compareWith: Buffer | undefined): NvmeAnswer {
  const faults = body.faults();
  if (hitsMediumError(faults, 'read', offset, length)) return refused(UNRECOVERED_READ_ERROR);
  if (findFault(faults, 'read-errors-after-erase') !== undefined && body.media.hasDeallocated(offset, length))
    return refused(DEALLOCATED_OR_UNWRITTEN);
  const data = body.media.read(offset, length);
  if (compareWith === undefined) return answered(data);
  return data.equals(compareWith) ? answered() : refused(COMPARE_FAILURE);
}

function datasetManagement(
  body: DriveBody,
  space: NamespaceWindow,
  submission: Submission,
  ranges: Buffer,
): NvmeAnswer {
  if ((submission.cdw11 & 4) === 0) return answered();
  for (let at = 0; at + 16 <= ranges.length; at += 16) {
    const length = ranges.readUInt32LE(at + 4) * space.blockBytes;
    const offset = Number(ranges.readBigUInt64LE(at + 8)) * space.blockBytes;
    if (offset + length > space.sizeBytes) return refused(LBA_OUT_OF_RANGE);
    if (length > 0) body.media.deallocate(space.offsetBytes + offset, length);
  }
  return answered();
}
