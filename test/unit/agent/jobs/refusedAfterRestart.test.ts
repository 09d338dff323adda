import { describe, expect, it } from 'vitest';
import { refusedPatienceMs } from '../../../../native/agent/jobs/refusedAfterRestart.ts';
import { PASSWORD, RELEASED } from '../../../../native/agent/techniques/ata/securityStory.ts';

const LIMITS = { busyMs: 30_000, patienceMs: 86_400_000 };
const begun = { techniqueStarted: true, notes: [] };
const notBegun = { techniqueStarted: false, notes: [] };
const locked = { techniqueStarted: true, notes: [{ what: PASSWORD, facts: { password: 'W2' } }] };

describe('a drive that is refused after a restart', () => {
  it('is asked again for a while when it does not answer yet, as it does on a busy bus right after power-on', () => {
    expect(refusedPatienceMs(['drive-not-answering'], notBegun, LIMITS)).toBe(LIMITS.busyMs);
    expect(refusedPatienceMs(['drive-busy', 'drive-held'], notBegun, LIMITS)).toBe(LIMITS.busyMs);
  });

  it('is waited for as long as a job waits when it erases itself, and answers little', () => {
    for (const code of ['drive-empty', 'drive-gone', 'drive-unreadable', 'drive-not-answering'] as const) {
      expect(refusedPatienceMs([code], begun, LIMITS)).toBe(LIMITS.patienceMs);
    }
    expect(refusedPatienceMs(['drive-empty'], notBegun, LIMITS)).toBe(0);
  });

  it('ends its job at once for a refusal that does not pass by itself', () => {
    expect(refusedPatienceMs(['drive-changed'], begun, LIMITS)).toBe(0);
    expect(refusedPatienceMs(['drive-busy', 'drive-mounted'], begun, LIMITS)).toBe(0);
  });

  it('is not left alone with our password, whatever it was refused for', () => {
    for (const code of ['drive-changed', 'drive-read-only', 'drive-not-answering'] as const) {
      expect(refusedPatienceMs([code], locked, LIMITS)).toBe(LIMITS.patienceMs);
    }
    const open = { ...locked, notes: [...locked.notes, { what: RELEASED, facts: {} }] };
    expect(refusedPatienceMs(['drive-changed'], open, LIMITS)).toBe(0);
  });
});
