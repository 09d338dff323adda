import type { EraseFacts } from '../../../../core/domain/eraseFacts.ts';
import type { EraseAsk, EraseReader } from './askErase.ts';
import { readAtaErase } from './ataErase.ts';
import { readNvmeErase } from './nvmeErase.ts';
import { readScsiErase } from './scsiErase.ts';

/** SCSI before ATA: it leaves the drives of the ATA family to the ATA family, and hdparm has nonsense to say of true SCSI disks. */
const FAMILIES: readonly EraseReader[] = [readNvmeErase, readScsiErase, readAtaErase];

/** The drive's own means of erasing itself, from the family it is of; `null` when it is of none (a loop device, a memory card). */
export async function readErase(ask: EraseAsk): Promise<EraseFacts | null> {
  for (const read of FAMILIES) {
    const facts = await read(ask);
    if (facts !== null) return facts;
  }
  return null;
}

/** Whether the drive is erasing itself now: until it is done it refuses to be read, and whoever reads it only makes errors. */
export function isErasing(facts: EraseFacts | null): boolean {
  if (facts?.interface === 'nvme') return facts.sanitizeStatus === 2;
  return facts?.interface === 'ata' && facts.sanitizeState === 'in-process';
}
