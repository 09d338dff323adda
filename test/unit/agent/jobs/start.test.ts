import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Drive } from '../../../../core/domain/drive.ts';
import { confirmsSerial, unlikePermitted } from '../../../../native/agent/jobs/confirmation.ts';
import { createStartTokens } from '../../../../native/agent/jobs/startTokens.ts';
import { exampleDrive, examplePolicy } from './exampleJob.ts';

it.each([
  ['7A3F', 'WB17A3F', true],
  ['7a3f', 'WB17A3F', true],
  [' 7A3F ', 'WB17A3F', true],
  ['WB17A3F', 'WB17A3F', true],
  ['A3F', 'WB17A3F', false],
  ['', 'WB17A3F', false],
  ['XWB17A3F', 'WB17A3F', false],
  ['B17A', 'WB17A3F', false],
  ['12', '12', true],
  ['2', '12', false],
  ['1234', null, false],
  ['', '', false],
  ['\\u{0}A3F', 'WB17\u0000A3F', true],
  ['\\u{A}end', 'NUL\nend', true],
  ['\\u{41}', 'C:\\u{41}', true],
  ['\\u{0}', 'WB17\u0000', false],
  ['    ', '    ', false],
])('“%s” for the serial %s: %s', (typed, serial, confirms) => {
  expect(confirmsSerial(typed, serial)).toBe(confirms);
});

it('any tail of four or more characters confirms, and no other text does', () => {
  const serial = fc.stringMatching(/^[A-Z0-9]{4,20}$/);
  fc.assert(
    fc.property(serial, fc.stringMatching(/^[A-Z0-9]{0,22}$/), (number, typed) => {
      expect(confirmsSerial(typed, number)).toBe(typed.length >= 4 && number.endsWith(typed));
    }),
  );
  fc.assert(
    fc.property(serial, fc.integer({ min: 4, max: 20 }), (number, length) =>
      confirmsSerial(number.slice(-length), number),
    ),
  );
});

it('a permission is bound to every fact that the drive told when it was given', () => {
  expect(unlikePermitted(exampleDrive, { ...exampleDrive, seenAt: '2031-01-01T00:00:00.000Z' })).toBeNull();
  const [told] = exampleDrive.identities;
  if (told === undefined) throw new Error('the example drive has no identity');
  for (const [change, code] of [
    [{ driveId: 'x' }, 'drive-changed'],
    [{ sizeBytes: 512 }, 'drive-changed'],
    [{ logicalBlockBytes: 4096 }, 'drive-changed'],
    [{ identities: [{ ...told, serialNumber: 'x' }] }, 'drive-changed'],
    [{ identities: [{ ...told, model: 'x' }] }, 'drive-changed'],
    [{ identities: [{ ...told, firmware: 'x' }] }, 'drive-changed'],
    [{ identities: [{ ...told, serialNumber: null }] }, 'drive-not-answering'],
    [{ identities: [] }, 'drive-not-answering'],
  ] as const) {
    const now: Drive = { ...exampleDrive, ...change, identities: [...(change.identities ?? exampleDrive.identities)] };
    expect(unlikePermitted(exampleDrive, now), JSON.stringify(change)).toBe(code);
  }
});

it('a token permits one start within two minutes, to the session that asked', () => {
  let now = 0;
  const tokens = createStartTokens(
    () => now,
    () => now,
  );
  const permission = {
    session: 's1',
    drive: exampleDrive,
    policy: examplePolicy,
    techniqueId: 'overwrite-zeros' as const,
  };
  const { token } = tokens.issue(permission);
  expect(tokens.redeem(token, 's2')).toMatchObject({ refusals: [{ code: 'token-unknown' }] });
  expect(tokens.redeem(token, 's1')).toEqual({ outcome: 'done', value: permission });
  expect(tokens.redeem(token, 's1')).toMatchObject({ refusals: [{ code: 'token-used' }] });
  const late = tokens.issue(permission).token;
  now += 2 * 60_000;
  expect(tokens.redeem(late, 's1')).toMatchObject({ refusals: [{ code: 'token-expired' }] });
  expect(tokens.redeem(late, 's1')).toMatchObject({ refusals: [{ code: 'token-used' }] });
});
