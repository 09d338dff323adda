/** The drives the demo plugs in, in turn; invented makers, so that nobody takes them for somebody's product. */
const models = [
  { model: 'Larkspur HD-2000', mediaType: 'magnetic', fileSystem: 'ext4' },
  { model: 'Larkspur SD-500', mediaType: 'flash', fileSystem: 'ntfs' },
  { model: 'Tamarack Pine 1T', mediaType: 'magnetic', fileSystem: 'ntfs' },
  { model: 'Tamarack Fir 256', mediaType: 'flash', fileSystem: 'ext4' },
] as const;

export type DemoDrive = {
  readonly bayId: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly mediaType: 'magnetic' | 'flash';
  readonly fileSystem: 'ext4' | 'ntfs';
  readonly assetTag: string;
};

/** `count` different drives in bays 1 to `count`. */
export function demoDrives(count: number): DemoDrive[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    const { model, mediaType, fileSystem } = models[index % models.length] ?? models[0];
    return {
      bayId: `bay-${number}`,
      model,
      mediaType,
      fileSystem,
      serialNumber: `VT26${number}K${4107 + index * 263}`,
      assetTag: `ACME-${10_440 + index}`,
    };
  });
}
