import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Drive } from '../../../../core/domain/drive.ts';
import type { AtaEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import type { NewFact } from '../../../../native/agent/jobs/journalFact.ts';
import { leftPassword, withoutOurLock } from '../../../../native/agent/jobs/leftPassword.ts';
import {
  ERASE_STARTED,
  PASSWORD,
  PASSWORD_SET,
  RELEASED,
  RELEASING,
} from '../../../../native/agent/techniques/ata/securityStory.ts';
import { exampleDrive, journalOf } from './exampleJob.ts';

const erase: AtaEraseFacts = {
  ...{ interface: 'ata', sanitizeSupported: false, sanitizeCrypto: false, sanitizeBlock: false },
  ...{ sanitizeOverwrite: false, sanitizeState: 'idle', securitySupported: true, securityEnabled: true },
  ...{ securityLocked: true, securityFrozen: false, securityCountExpired: false, securityMaximum: false },
  ...{ enhancedSupported: true, normalMinutes: 2, enhancedMinutes: 2, currentSectors: 1, nativeSectors: 1 },
  ...{ dcoSectors: 1, accessibleMaxAddress: false },
};
const identity = { wwn: '0x5000c50015ea7000' };
const locked: Drive = { ...exampleDrive, ...identity, erase };
const note = (what: string, facts: Record<string, string> = {}): NewFact => ({
  code: 'technique-note',
  details: { what, facts },
});
const password = note(PASSWORD, { password: 'Wours' });
const ended = (kind: 'completed' | 'failed'): NewFact => ({
  code: 'technique-ended',
  details: { outcome: kind === 'completed' ? { kind, notes: [] } : { kind, why: { code: 'x', details: {} } } },
});

let state: string;
let written = 0;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'wipebench-left-'));
  mkdirSync(join(state, 'journal/done'), { recursive: true });
});
afterEach(() => rmSync(state, { recursive: true }));

/** Puts away the journal of one more job on the drive; each is newer than the last. */
function endedJob(...facts: NewFact[]): void {
  const [first, ...rest] = journalOf(...facts);
  if (first?.code !== 'job-intended') throw new Error('no intent');
  const { intent } = first.details;
  const lines = [{ ...first, details: { ...first.details, intent: { ...intent, drive: locked } } }, ...rest];
  written += 1;
  const path = join(state, 'journal/done', `${written}.jsonl`);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  utimesSync(path, written, written);
}

it('a password that a job left on the drive is found, without the story of its erase', () => {
  endedJob(password, note(PASSWORD_SET), note(ERASE_STARTED), ended('failed'));
  expect(leftPassword(state, locked)).toEqual({ what: PASSWORD, facts: { password: 'Wours' } });
  expect(withoutOurLock(state, locked).erase).toMatchObject({ securityEnabled: false, securityLocked: false });
});

it('also when later jobs on the drive knew nothing of it', () => {
  endedJob(password, ended('failed'));
  endedJob();
  expect(leftPassword(state, locked)).not.toBeNull();
});

it('also when the drive shows another size now, and not on another drive', () => {
  endedJob(password, ended('failed'));
  expect(leftPassword(state, { ...locked, sizeBytes: locked.sizeBytes * 2 })).not.toBeNull();
  expect(leftPassword(state, { ...locked, serialNumber: 'ANOTHER' })).toBeNull();
});

it.each([
  ['a job that took it off again', () => endedJob(password, note(RELEASING), note(RELEASED), ended('failed'))],
  [
    'a job whose erase took it off',
    () => endedJob(password, note(PASSWORD_SET), note(ERASE_STARTED), ended('completed')),
  ],
  ['no job', () => undefined],
])('a lock after %s is somebody else`s', (_what, happen) => {
  endedJob(password, ended('failed'));
  if (_what === 'no job') rmSync(join(state, 'journal/done', `${written}.jsonl`));
  happen();
  expect(leftPassword(state, locked)).toBeNull();
  expect(withoutOurLock(state, locked)).toBe(locked);
});

it('an open drive and another drive have none of ours', () => {
  endedJob(password, ended('failed'));
  const open = { ...locked, erase: { ...erase, securityEnabled: false, securityLocked: false } };
  expect(leftPassword(state, open)).toBeNull();
  expect(leftPassword(state, { ...locked, serialNumber: 'ANOTHER' })).toBeNull();
});
