import { describe, expect, it } from 'vitest';
import type { Drive } from '../../../../../core/domain/drive.ts';
import type { AtaEraseFacts } from '../../../../../core/domain/eraseFacts.ts';
import type { Policy } from '../../../../../core/domain/policy.ts';
import { hiddenAreaOf, hiddenAreaRemarks } from '../../../../../native/agent/drives/erase/hiddenArea.ts';
import { ataTechniques } from '../../../../../native/agent/techniques/ata/ataTechniques.ts';
import { eraseSilenceMs, quickRemarks } from '../../../../../native/agent/techniques/ata/eraseTime.ts';
import { newPassword } from '../../../../../native/agent/techniques/ata/ownPassword.ts';
import { whoseSuccess } from '../../../../../native/agent/techniques/ata/sanitizeStory.ts';
import policy from '../../../../../resources/policies/nist-clear.json' with { type: 'json' };
import { exampleDrive } from '../../jobs/exampleJob.ts';

const facts: AtaEraseFacts = {
  interface: 'ata',
  sanitizeSupported: true,
  sanitizeCrypto: true,
  sanitizeBlock: true,
  sanitizeOverwrite: true,
  sanitizeState: 'idle',
  securitySupported: true,
  securityEnabled: false,
  securityLocked: false,
  securityFrozen: false,
  securityCountExpired: false,
  securityMaximum: false,
  enhancedSupported: true,
  normalMinutes: 180,
  enhancedMinutes: null,
  currentSectors: 1000,
  nativeSectors: 1000,
  dcoSectors: 1000,
  accessibleMaxAddress: false,
};
const driveWith = (changes: Partial<AtaEraseFacts>, more: Partial<Drive> = {}): Drive => ({
  ...exampleDrive,
  erase: { ...facts, ...changes },
  ...more,
});
const methodsOf = (drive: Drive) =>
  Object.fromEntries(
    ataTechniques.map(({ techniqueId, capability }) => [techniqueId, capability(drive, policy as Policy).method]),
  );

describe('what the techniques count as', () => {
  it.each([
    ['magnetic', [null, 'purge', 'purge', 'clear', 'purge']],
    ['flash', ['purge', 'purge', 'clear', 'clear', 'clear']],
    ['hybrid', ['purge', 'purge', 'clear', 'clear', 'clear']],
    ['unknown', ['purge', 'purge', 'clear', 'clear', 'clear']],
  ] as const)('on %s media: block, crypto, overwrite, normal, enhanced', (mediaType, expected) => {
    expect(Object.values(methodsOf(driveWith({}, { mediaType })))).toEqual(expected);
  });

  it.each([
    ['behind USB', driveWith({}, { transport: 'usb' })],
    ['locked', driveWith({ securityEnabled: true, securityLocked: true })],
    ['of another interface', { ...exampleDrive, erase: null }],
    [
      'without any erase command',
      driveWith({ sanitizeBlock: false, sanitizeCrypto: false, sanitizeOverwrite: false, securitySupported: false }),
    ],
  ] as const)('a drive %s has none, and each says why', (_, drive) => {
    for (const { techniqueId, capability } of ataTechniques) {
      const { method, reasons } = capability(drive, policy as Policy);
      expect(method, techniqueId).toBeNull();
      expect(reasons.length, techniqueId).toBeGreaterThan(0);
    }
  });

  it('frozen security leaves sanitize, frozen sanitize leaves security', () => {
    expect(Object.values(methodsOf(driveWith({ securityFrozen: true })))).toEqual([null, 'purge', 'purge', null, null]);
    expect(Object.values(methodsOf(driveWith({ sanitizeState: 'frozen' })))).toEqual([
      null,
      null,
      null,
      'clear',
      'purge',
    ]);
  });
});

describe('pure rules', () => {
  it('hidden sectors that were not read are never taken for none', () => {
    expect(hiddenAreaOf(facts)).toEqual({ kind: 'none' });
    for (const unread of [{ currentSectors: null }, { nativeSectors: null }, { dcoSectors: null }]) {
      expect(hiddenAreaOf({ ...facts, ...unread })).toEqual({ kind: 'unread' });
    }
    expect(hiddenAreaOf({ ...facts, nativeSectors: 1200, dcoSectors: 1300 })).toEqual({ kind: 'hpa', sectors: 200 });
    expect(hiddenAreaOf({ ...facts, nativeSectors: 1200, accessibleMaxAddress: true })).toMatchObject({ kind: 'amac' });
    expect(hiddenAreaOf({ ...facts, dcoSectors: 1300 })).toEqual({ kind: 'dco', sectors: 300 });
  });

  it('a technician is told of hidden sectors before the start, and that they could not be read', () => {
    const told = (change: Partial<AtaEraseFacts>) => hiddenAreaRemarks({ ...facts, ...change });
    expect(told({})).toEqual([]);
    expect(told({ nativeSectors: 1200 })).toEqual([
      { code: 'hidden-area-found', details: { area: 'HPA', sectors: 200 } },
    ]);
    expect(told({ dcoSectors: null })).toEqual([{ code: 'hidden-areas-unread', details: {} }]);
    expect(hiddenAreaRemarks(null)).toEqual([]);
  });

  it('a silent erase is waited for at least twice its estimate, and never less than the job would wait', () => {
    expect(eraseSilenceMs(180, 1, 1)).toBeGreaterThanOrEqual(2 * 180 * 60_000);
    expect(eraseSilenceMs(2, 1, 1e12)).toBe(1e12);
    expect(eraseSilenceMs(null, 1, 1)).toBeGreaterThanOrEqual(12 * 3_600_000);
  });

  it('an erase of platters in 0.3 s is remarked, one at its own pace is not', () => {
    const pace = { mediaType: 'magnetic', sizeBytes: 8e12, estimateMinutes: 180, writesEverySector: true } as const;
    expect(quickRemarks({ ...pace, elapsedMs: 300 })).toHaveLength(1);
    expect(quickRemarks({ ...pace, elapsedMs: 170 * 60_000 })).toEqual([]);
    expect(quickRemarks({ ...pace, estimateMinutes: 2, elapsedMs: 120_000 })).toHaveLength(1);
  });

  it('an earlier success is ours only when something connects it with our command', () => {
    const story = (completedBefore: boolean, accepted: boolean, seenRunning: boolean) =>
      whoseSuccess({ completedBefore, accepted, seenRunning });
    expect(story(true, false, false)).toBe('stale');
    expect(story(true, true, false)).toBe('ours-unseen');
    expect(story(false, false, false)).toBe('ours-unseen');
    expect(story(true, true, true)).toBe('ours');
  });

  it('passwords are printable, at most 32 characters, no keyword of hdparm, and never twice the same', () => {
    const passwords = Array.from({ length: 200 }, newPassword);
    for (const password of passwords) expect(password).toMatch(/^W[A-Za-z2-9]{23}$/);
    expect(new Set(passwords).size).toBe(200);
  });
});
