/** A drive of the bench that QEMU itself emulates, with a sparse file as its medium. `id` names it on the bench: letters and digits. */
export type LabDrive = {
  readonly id: string;
  readonly serial: string;
  readonly sizeMiB: number;
} & (
  | { readonly bus: 'nvme'; readonly blockBytes: 512 | 4096; readonly secondNamespace?: NvmeNamespace }
  | { readonly bus: 'sata'; readonly model: string; readonly wwn: bigint; readonly rotationRate: number }
  | { readonly bus: 'scsi' | 'sas'; readonly model: string; readonly wwn: bigint; readonly rotationRate: number }
  | { readonly bus: 'usb-storage' }
  | { readonly bus: 'usb-uas'; readonly model: string; readonly wwn: bigint; readonly rotationRate: number }
);

/** A namespace besides the first, with its own medium and size. */
export type NvmeNamespace = { readonly sizeMiB: number; readonly blockBytes: 512 | 4096 };

/** Kernel modules without which the guest does not see the drives of a bus. */
export const DRIVERS: Record<LabDrive['bus'], readonly string[]> = {
  nvme: ['nvme'],
  sata: ['ahci', 'sd_mod', 'sg'],
  scsi: ['virtio_scsi', 'sd_mod', 'sg'],
  sas: ['mptsas', 'sd_mod', 'sg'],
  'usb-storage': ['xhci_pci', 'usb_storage', 'sd_mod', 'sg'],
  'usb-uas': ['xhci_pci', 'uas', 'sd_mod', 'sg'],
};

/** Rotation rate of a drive without moving parts (SBC-4 VPD B1h, ACS-4 word 217). */
export const FLASH = 1;

/** One of each kind and a few more, as a pallet brings them: what `--shell` and the bench's own tests boot. */
export const DOZEN_DRIVES: readonly LabDrive[] = [
  { bus: 'nvme', id: 'nvme0', serial: 'LABNVME0A1B2', sizeMiB: 64, blockBytes: 512 },
  { bus: 'nvme', id: 'nvme1', serial: 'LABNVME1C3D4', sizeMiB: 64, blockBytes: 4096 },
  {
    bus: 'nvme',
    id: 'nvme2',
    serial: 'LABNVME2E5F6',
    sizeMiB: 64,
    blockBytes: 512,
    secondNamespace: { sizeMiB: 32, blockBytes: 4096 },
  },
  {
    bus: 'sata',
    id: 'sata0',
    serial: 'LABATA0G7H8',
    sizeMiB: 64,
    model: 'LAB HDD 5400',
    wwn: 0x5000c50015ea7100n,
    rotationRate: 5400,
  },
  {
    bus: 'sata',
    id: 'sata1',
    serial: 'LABATA1J9K0',
    sizeMiB: 64,
    model: 'LAB HDD 7200',
    wwn: 0x5000c50015ea7101n,
    rotationRate: 7200,
  },
  {
    bus: 'sata',
    id: 'sata2',
    serial: 'LABATA2L1M2',
    sizeMiB: 64,
    model: 'LAB SATA SSD',
    wwn: 0x5000c50015ea7102n,
    rotationRate: FLASH,
  },
  {
    bus: 'scsi',
    id: 'scsi0',
    serial: 'LABSCSI0N3P4',
    sizeMiB: 64,
    model: 'LAB_SCSI_HDD',
    wwn: 0x5000c50015ea7103n,
    rotationRate: 10_000,
  },
  {
    bus: 'scsi',
    id: 'scsi1',
    serial: 'LABSCSI1Q5R6',
    sizeMiB: 64,
    model: 'LAB_SCSI_SSD',
    wwn: 0x5000c50015ea7104n,
    rotationRate: FLASH,
  },
  {
    bus: 'sas',
    id: 'sas0',
    serial: 'LABSAS0S7T8',
    sizeMiB: 64,
    model: 'LAB_SAS_HDD',
    wwn: 0x5000c50015ea7105n,
    rotationRate: 15_000,
  },
  {
    bus: 'sas',
    id: 'sas1',
    serial: 'LABSAS1U9V0',
    sizeMiB: 64,
    model: 'LAB_SAS_SSD',
    wwn: 0x5000c50015ea7106n,
    rotationRate: FLASH,
  },
  { bus: 'usb-storage', id: 'usb0', serial: 'LABUSB0W1X2', sizeMiB: 64 },
  {
    bus: 'usb-uas',
    id: 'usb1',
    serial: 'LABUSB1Y3Z4',
    sizeMiB: 64,
    model: 'LAB_UAS_SSD',
    wwn: 0x5000c50015ea7107n,
    rotationRate: FLASH,
  },
];
