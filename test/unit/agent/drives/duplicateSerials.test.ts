import { expect, it } from 'vitest';
import type { Drive } from '../../../../core/domain/drive.ts';
import { refuseDuplicateSerials } from '../../../../native/agent/drives/duplicateSerials.ts';
import { exampleDrive } from '../jobs/exampleJob.ts';

const unit = (kernelName: string, logicalUnits: number, serialNumber = 'SAS-1'): Drive => ({
  ...exampleDrive,
  ...{ driveId: kernelName, kernelName, transport: 'sas', serialNumber },
  erase: {
    ...{ interface: 'scsi', genericName: null, sanitizeCrypto: false, sanitizeBlock: false },
    ...{ sanitizeOverwrite: true, formatUnit: true, logicalUnits },
  },
});
const codesOf = (drives: Drive[]) =>
  refuseDuplicateSerials(drives).map(({ refusals }) => refusals.map(({ code }) => code).join(' '));

it('units of one drive are refused as what they are, and no others', () => {
  expect(codesOf([unit('sda', 2), unit('sdb', 2)])).toEqual(['drive-several-units', 'drive-several-units']);
  expect(codesOf([unit('sda', 1), unit('sdb', 2)])).toEqual(['drive-duplicate-serial', 'drive-duplicate-serial']);
  // A third one of the same number is of another drive.
  expect(new Set(codesOf([unit('sda', 2), unit('sdb', 2), unit('sdc', 2)]))).toEqual(
    new Set(['drive-duplicate-serial']),
  );
  expect(codesOf([unit('sda', 2), { ...unit('sdb', 2), erase: null }])).toEqual([
    'drive-duplicate-serial',
    'drive-duplicate-serial',
  ]);
  expect(codesOf([unit('sda', 2), unit('sdb', 2, 'SAS-2')])).toEqual(['', '']);
});
