import { describe, expect, it } from 'vitest';
import { isUnrecoveredRead, isWriteRequired, scsiStateOf } from '../../../../native/agent/techniques/scsi/scsiState.ts';
import { parseSense, type SenseData, senseWords } from '../../../../native/agent/tools/senseData.ts';
import {
  parseCapacity,
  parseLogicalUnits,
  parseOneCommandSupport,
  parseReadsAfterErase,
  rawSenseOf,
  sgRawAnswer,
  startAnswer,
} from '../../../../native/agent/tools/sgParse.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const senseOf = (hex: string): SenseData => {
  const read = parseSense(bytes(hex));
  if (!read.read) throw new Error(read.why);
  return read.value;
};
const stateOf = (hex: string) => scsiStateOf(senseOf(hex));

describe('sense data', () => {
  it('means the same in both formats', () => {
    const fixed = senseOf('70 00 02 00000000 0a 00000000 04 1b 00 80 40 00');
    const descriptor = senseOf('72 02 04 1b 000000 08 02 06 0000 80 4000 00');
    expect(fixed).toEqual(descriptor);
    expect(fixed).toEqual({ key: 2, asc: 4, ascq: 0x1b, progress: 0.25, deferred: false, alongside: [] });
    expect(senseWords(fixed)).toBe('02/04/1B');
  });

  it('has no progress where the valid bit or the sense key says that there is none', () => {
    expect(senseOf('70 00 02 00000000 0a 00000000 04 1b 00 00 40 00').progress).toBeNull();
    expect(senseOf('70 00 05 00000000 0a 00000000 24 00 00 c0 00 04').progress).toBeNull();
    expect(senseOf('70 00 02 00000000 06 00000000 04 1b').progress).toBeNull();
    expect(senseOf('72 02 04 1b 000000 08 02 06 0000 00 4000 00').progress).toBeNull();
  });

  it('is not read from bytes that are none: zeros, too few, an unknown format', () => {
    for (const hex of [
      '',
      '00',
      '00'.repeat(32),
      '70 00 02',
      '70 00 02 00000000 00 00000000 04 1b 00 80 40 00',
      '72 02 04',
      '7f'.repeat(18),
    ]) {
      expect(parseSense(bytes(hex)).read, hex).toBe(false);
    }
  });

  it.each([
    ['sanitizing', '70 00 02 00000000 0a 00000000 04 1b 00 80 40 00'],
    ['sanitizing', '70 00 00 00000000 0a 00000000 04 1b 00 80 40 00'],
    ['formatting', '70 00 02 00000000 0a 00000000 04 04 00 80 40 00'],
    ['sanitize-failed', '70 00 03 00000000 0a 00000000 31 03 00 00 00 00'],
    ['sanitize-failed', '71 00 03 00000000 0a 00000000 31 03 00 00 00 00'],
    ['format-failed', '70 00 03 00000000 0a 00000000 31 01 00 00 00 00'],
    ['format-corrupt', '72 03 31 00 00000000'],
    ['idle', '70 00 00 00000000 0a 00000000 00 00 00 00 00 00'],
    ['idle', '72 00 5e 01 00000000'],
    ['attention', '70 00 06 00000000 0a 00000000 29 00 00 00 00 00'],
    ['other', '70 00 02 00000000 0a 00000000 04 02 00 00 00 00'],
    ['other', '70 00 04 00000000 0a 00000000 44 00 00 00 00 00'],
    ['other', '71 00 00 00000000 0a 00000000 00 00 00 00 00 00'],
    ['other', '71 00 02 00000000 0a 00000000 04 1b 00 80 40 00'],
  ])('says %s by %s', (kind, hex) => {
    expect(stateOf(hex).kind).toBe(kind);
  });

  it('a sanitize told beside another state is one that runs', () => {
    expect(stateOf('72 00 5e 01 000000 08 0a 06 02 04 1b 00 8000')).toEqual({ kind: 'sanitizing', progress: 0.5 });
  });

  it('a read before the first write is told from a broken medium', () => {
    const required = senseOf('72 03 11 15 00000000');
    const broken = senseOf('72 03 11 00 00000000');
    expect([isWriteRequired(required), isWriteRequired(broken), isUnrecoveredRead(broken)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('what sg3-utils prints', () => {
  const refused = [
    'SCSI Status: Check Condition ',
    'Sense Information:',
    'Fixed format, current; Sense key: Not Ready',
    ' Raw sense data (in hex), sb_len=18, embedded_len=32',
    '        70 00 02 00 00 00 00 0a  00 00 00 00 04 1b 00 80',
    '        40 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00',
    'Device not ready',
  ].join('\n');

  it('raw sense is taken as long as the drive made it', () => {
    expect(rawSenseOf(refused)).toHaveLength(18);
    expect(rawSenseOf(refused.replace(', sb_len=18, embedded_len=32', ':'))).toHaveLength(32);
    expect(rawSenseOf('SCSI Status: Good')).toBeNull();
  });

  it('only the word Good without sense data is a good status', () => {
    const data = Buffer.from('data');
    expect(sgRawAnswer(data, 'SCSI Status: Good \n')).toEqual({ read: true, value: { kind: 'good', data } });
    expect(sgRawAnswer(data, refused)).toMatchObject({
      read: true,
      value: { kind: 'sense', sense: { progress: 0.25 } },
    });
    expect(sgRawAnswer(data, 'SCSI Status: Busy \n')).toEqual({ read: true, value: { kind: 'status', words: 'Busy' } });
    expect(sgRawAnswer(data, '').read).toBe(false);
    expect(sgRawAnswer(data, 'Transport error, host_status=7\nSCSI Status: Good \n').read).toBe(false);
  });

  it('a start is accepted by its words, refused by its sense and else unclear', () => {
    const accepted = /launched without error/;
    expect(startAnswer('Sanitize command launched without error', accepted).kind).toBe('accepted');
    expect(startAnswer(`Sanitize command launched without error\n${refused}`, accepted).kind).toBe('refused');
    expect(startAnswer('Sanitize command launched without error\nSanitize failed', accepted).kind).toBe('unclear');
    for (const text of ['', 'open error: /dev/sg9: No such file', 'Sanitize started']) {
      expect(startAnswer(text, accepted).kind, text).toBe('unclear');
    }
    expect(JSON.stringify(startAnswer('open error: /dev/sg9: No such file', accepted))).not.toContain('/dev');
  });
});

describe('answers in bytes', () => {
  it('a command is supported only as the standard has it', () => {
    const of = (support: number) => parseOneCommandSupport(Uint8Array.of(0, support, 0, 10));
    expect(of(3)).toEqual({ read: true, value: true });
    expect([of(1), of(5), of(0x83)].map((read) => read.read && read.value)).toEqual([false, false, true]);
    expect([of(0).read, parseOneCommandSupport(new Uint8Array()).read]).toEqual([false, false]);
  });

  it('capacity and protection', () => {
    const capacity = (hex: string) => parseCapacity(bytes(hex));
    expect(capacity(`00000000000fffff 00001000 05 ${'00'.repeat(19)}`)).toEqual({
      read: true,
      value: { sizeBytes: 4_294_967_296, blocks: 1_048_576n, blockBytes: 4_096, protectionType: 3 },
    });
    for (const hex of [
      '',
      `ffffffffffffffff 00000200 00`,
      `00000000000fffff 00000000 00`,
      `00ffffffffffffff 00000200 00`,
    ]) {
      expect(capacity(hex).read, hex).toBe(false);
    }
  });

  it('logical units are counted from a whole list', () => {
    expect(parseLogicalUnits(bytes(`00000010 00000000 ${'00'.repeat(16)}`))).toEqual({ read: true, value: 2 });
    expect(parseLogicalUnits(bytes(`00000010 00000000 ${'00'.repeat(8)}`)).read).toBe(false);
    expect(parseLogicalUnits(new Uint8Array()).read).toBe(false);
  });

  it('reads that may fail after an erase', () => {
    const page = (byte: number) => parseReadsAfterErase(Uint8Array.of(0, 0xb1, 0, 60, 0, 1, 0, byte));
    expect(page(0b10_00_0000)).toEqual({ read: true, value: { blockMayFail: true, cryptoMayFail: false } });
    expect(page(0b01_11_0010)).toEqual({ read: true, value: { blockMayFail: false, cryptoMayFail: true } });
    expect(parseReadsAfterErase(Uint8Array.of(0, 0x80, 0, 4)).read).toBe(false);
  });
});
