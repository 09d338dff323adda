import { expect, it } from 'vitest';
import type { Drive } from '../../../../core/domain/drive.ts';
import { isSameDrive } from '../../../../native/agent/drives/sameDrive.ts';
import { exampleDrive } from '../jobs/exampleJob.ts';

const told = { serialNumber: 'S1', wwn: '0x5000c50016180018', firmware: 'F', sizeBytes: exampleDrive.sizeBytes };
const udev = { ...told, source: 'udev', model: 'DISK' } as const;
const passThrough = { ...told, source: 'pass-through', model: 'LAB DISK' } as const;
const drive = (model: string, identities: Drive['identities']): Drive => {
  return { ...exampleDrive, model, serialNumber: 'S1', wwn: told.wwn, identities };
};

it('a drive whose format a power cut broke is found again, although only udev still tells its model', () => {
  const before = drive('LAB DISK', [udev, passThrough]);
  expect(isSameDrive(before, drive('DISK', [udev]))).toBe(true);
  expect(isSameDrive(before, drive('OTHER', [{ ...udev, model: 'OTHER' }]))).toBe(false);
  expect(isSameDrive(before, drive('LAB OTHER', [udev, { ...passThrough, model: 'LAB OTHER' }]))).toBe(false);
  expect(isSameDrive({ ...before, identities: [] }, drive('DISK', [udev]))).toBe(false);
});
