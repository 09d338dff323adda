import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerTo, parseExchanges } from '../../../../native/agent/tools/ataExchange.ts';
import { dcoSectorsOf, identifyOf, nativeSectorsOf, sanitizeStatusOf } from '../../../../native/agent/tools/hdparm.ts';
import {
  currentSectorsOf,
  eraseMinutesOf,
  securityOf,
  serialNumberOf,
} from '../../../../native/agent/tools/identifyDevice.ts';
import type { ToolRun } from '../../../../native/agent/tools/run.ts';

type Captured = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

function captured(name: string): Captured {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../fixtures/tools/ata/${name}.json`), 'utf8'));
}

function runOf({ exitCode, stdout, stderr }: Captured, more: Partial<ToolRun> = {}): ToolRun {
  return {
    tool: 'hdparm',
    version: '9.65',
    argv: ['/usr/sbin/hdparm'],
    startedAt: '2030-01-01T00:00:00.000Z',
    elapsedMs: 1,
    exitCode,
    signal: null,
    stdoutSha256: '',
    stdoutBytes: stdout.length,
    stderrSha256: '',
    stderrBytes: stderr.length,
    ending: 'exited',
    startError: null,
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
    outputCut: false,
    ...more,
  };
}

const run = (name: string) => runOf(captured(name));
const LIES_WITH_ZERO = [
  'dco-refused',
  'identify-zeros',
  'native-refused',
  'sanitize-bridge',
  'sanitize-failed-fixed-sense',
  'sanitize-no-sense',
  'sanitize-zero-registers',
  'set-password-refused',
];

describe('IDENTIFY words', () => {
  it('are taken from --Istdout with serial, capacity, security and both kinds of time', () => {
    const words = identifyOf(run('identify'));
    if (!words.read) throw new Error(words.why);
    expect(serialNumberOf(words.value)).toBe('EX-ATA-0001');
    expect(currentSectorsOf(words.value)).toBe(65_536);
    expect(eraseMinutesOf(words.value, 89)).toBe(180);
    expect(eraseMinutesOf(words.value, 90)).toBe(600);
    expect(securityOf(words.value)).toMatchObject({ supported: true, enabled: false, locked: false, frozen: false });
  });

  it('are not read from zeros, a damaged word, cut or other output, a run that was ended, or with SG_IO: on stderr', () => {
    const good = captured('identify');
    expect(identifyOf(run('identify-zeros')).read).toBe(false);
    expect(identifyOf(runOf({ ...good, stdout: good.stdout.replace('f000', 'f001') })).read).toBe(false);
    expect(identifyOf(runOf({ ...good, stdout: good.stdout.split('\n').slice(0, -3).join('\n') })).read).toBe(false);
    expect(identifyOf(runOf({ ...good, stdout: `${good.stdout}surprise\n` })).read).toBe(false);
    expect(identifyOf(runOf(good, { outputCut: true })).read).toBe(false);
    expect(identifyOf(runOf(good, { ending: 'timed-out' })).read).toBe(false);
    expect(identifyOf(runOf({ ...good, stderr: 'SG_IO: bad/missing sense data, sb[]:  70 00\n' })).read).toBe(false);
    expect(identifyOf(null).read).toBe(false);
  });
});

describe('sanitize status', () => {
  it.each([
    ['sanitize-idle', 'idle', false],
    ['sanitize-completed', 'idle', true],
    ['sanitize-running', 'in-process', false],
    ['sanitize-frozen', 'frozen', false],
    ['sanitize-failed', 'failed', false],
  ])('%s is %s', (name, state, completedWithoutError) => {
    expect(sanitizeStatusOf(run(name))).toMatchObject({ read: true, value: { state, completedWithoutError } });
  });

  it.each(LIES_WITH_ZERO.filter((name) => name.startsWith('sanitize')))(
    '%s ends with exit code 0 and is not read',
    (name) => {
      expect(captured(name).exitCode).toBe(0);
      expect(sanitizeStatusOf(run(name)).read).toBe(false);
    },
  );

  it('is not read when words and registers differ', () => {
    const good = captured('sanitize-completed');
    expect(
      sanitizeStatusOf(runOf({ ...good, stdout: good.stdout.replace('SD0 Sanitize Idle', 'SD5 New State') })).read,
    ).toBe(false);
  });

  it('no single damaged line of what was printed turns running into completed', () => {
    const good = captured('sanitize-running');
    const lines = good.stderr.split('\n');
    for (const index of lines.keys()) {
      const status = sanitizeStatusOf(runOf({ ...good, stderr: lines.filter((_, at) => at !== index).join('\n') }));
      if (status.read) expect(status.value.completedWithoutError).toBe(false);
    }
  });
});

describe('hidden sectors', () => {
  it('are told by the native maximum and the device configuration', () => {
    expect(nativeSectorsOf(run('native-hidden'), 65_536)).toEqual({ read: true, value: 70_000 });
    expect(dcoSectorsOf(run('dco'))).toEqual({ read: true, value: 70_000 });
  });

  it('refused questions are not read, though hdparm prints numbers and ends with 0', () => {
    expect(nativeSectorsOf(run('native-refused'), 65_536).read).toBe(false);
    expect(dcoSectorsOf(run('dco-refused')).read).toBe(false);
  });

  it('numbers that cannot be are not read', () => {
    const good = captured('native-hidden');
    for (const wrong of ['0/1', '65536/-976773167', '65536/65535', '70000/70000', '65536/70001']) {
      const stdout = good.stdout.replace('65536/70000', wrong);
      expect(nativeSectorsOf(runOf({ ...good, stdout }), 65_536).read, wrong).toBe(false);
    }
  });
});

describe('exchanges', () => {
  it('a refusal in fixed-format sense is a refusal, though hdparm ended with 0', () => {
    const { stderr, exitCode } = captured('set-password-refused');
    expect(exitCode).toBe(0);
    expect(answerTo(parseExchanges(stderr), 0xf1)?.answer).toEqual({ kind: 'refused', registers: null });
  });

  it('a host error, an unknown status or absent sense data is unread (constructed)', () => {
    const cdb = 'outgoing cdb:  85 06 20 00 00 00 00 00 00 00 00 00 00 40 f3 00';
    const status = (text: string) => parseExchanges(`${cdb}\nSG_IO: ATA_16 ${text}\n`)[0]?.answer.kind;
    expect(status('status=0x0, host_status=0x3, driver_status=0x0')).toBe('unread');
    expect(status('status=0x18, host_status=0x0, driver_status=0x0')).toBe('unread');
    expect(status('status=0x2, host_status=0x0, driver_status=0x8')).toBe('unread');
    expect(status('status=0x0, host_status=0x0, driver_status=0x6')).toBe('unread');
    expect(status('state=fine')).toBe('unread');
  });
});
