import type { Place } from './driveParts.ts';
import type { LabDrive } from './labDrive.ts';

export const NVME_PORTS = 8;
const SATA_PORTS = 6;
const SCSI_UNITS = 16;
const SAS_UNITS = 8;

/** Gives each drive a free place on its bus. Throws when the bench has none left. */
export function createPlaces() {
  const taken = new Map<string, Place>();
  const free = (bus: string, candidates: readonly Place[]): Place => {
    const used = new Set([...taken.values()].map((place) => `${place.bus}/${place.unit}`));
    const place = candidates.find((candidate) => !used.has(`${candidate.bus}/${candidate.unit}`));
    if (place === undefined) throw new Error(`the bench has no free ${bus} place`);
    return place;
  };
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const candidates: Record<LabDrive['bus'], readonly Place[]> = {
    nvme: numbers(NVME_PORTS).map((index) => ({ bus: `rp${index}`, unit: 0 })),
    // The machine's own AHCI controller: six ports with one drive each.
    sata: numbers(SATA_PORTS).map((index) => ({ bus: `ide.${index}`, unit: 0 })),
    scsi: numbers(SCSI_UNITS).map((unit) => ({ bus: 'vs0.0', unit })),
    sas: numbers(SAS_UNITS).map((unit) => ({ bus: 'mpt0.0', unit })),
    // QEMU picks the port itself.
    'usb-storage': numbers(8).map((unit) => ({ bus: 'xhci.0', unit })),
    'usb-uas': numbers(8).map((unit) => ({ bus: 'xhci.0', unit })),
  };
  return {
    take(drive: LabDrive): Place {
      const place = free(drive.bus, candidates[drive.bus]);
      taken.set(drive.id, place);
      return place;
    },
    release(drive: LabDrive): void {
      taken.delete(drive.id);
    },
  };
}
