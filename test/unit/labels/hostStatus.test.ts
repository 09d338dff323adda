import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import reasons from '../../../core/messages/en/reasons.json' with { type: 'json' };
import { type HostStatus, hindrance, isDone, parseHostStatus } from '../../../electron/station/labels/hostStatus.ts';

/** The example of the Zebra Programming Guide, with flags to set. */
function answer({ paper = 0, pause = 0, formats = '000', head = 0, ribbon = 0, remaining = '00000000' } = {}): string {
  return (
    `\u0002030,${paper},${pause},1245,${formats},0,0,0,000,0,0,0\u0003\r\n` +
    `\u0002000,0,${head},${ribbon},0,2,4,0,${remaining},1,000\u0003\r\n` +
    '\u00021234,0\u0003\r\n'
  );
}

function read(text: string): HostStatus {
  const status = parseHostStatus(text);
  if (typeof status === 'string') throw new Error(status);
  return status;
}

describe('the answer to ~HS', () => {
  test('of a printer at rest has no hindrance and nothing left', () => {
    expect(hindrance(read(answer()))).toBeNull();
    expect(isDone(read(answer()))).toBe(true);
  });

  test.each([
    ['paper-out', { paper: 1 }],
    ['head-open', { head: 1, paper: 1 }],
    ['ribbon-out', { ribbon: 1 }],
    ['printer-paused', { pause: 1 }],
  ])('%s has words', (code, flags) => {
    expect(hindrance(read(answer(flags)))?.code).toBe(code);
    expect(Object.keys(reasons)).toContain(code);
  });

  test('with a format waiting or labels remaining is not done', () => {
    expect(isDone(read(answer({ formats: '001' })))).toBe(false);
    expect(isDone(read(answer({ remaining: '00000002' })))).toBe(false);
  });

  test('cut anywhere wants more, and never reads as a status', () => {
    const whole = answer({ paper: 1 });
    const lastEnd = whole.lastIndexOf('\u0003');
    for (let length = 0; length <= lastEnd; length += 1) expect(parseHostStatus(whole.slice(0, length))).toBe('more');
  });

  test('noise is garbled or wants more, never a status', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (noise) => {
        expect(['more', 'garbled']).toContain(parseHostStatus(noise));
      }),
    );
    expect(parseHostStatus('READY\r\n')).toBe('garbled');
    expect(parseHostStatus(answer() + answer())).toBe('garbled');
    expect(parseHostStatus(answer().replace('030', '03'))).toBe('garbled');
  });
});
