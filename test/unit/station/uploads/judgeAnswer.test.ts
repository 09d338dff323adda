import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judgeAnswer, readRetryAfter } from '../../../../electron/station/uploads/https/judgeAnswer.ts';
import { signatureHeader } from '../../../../electron/station/uploads/https/signature.ts';

const now = new Date('2026-05-01T10:00:00.000Z');
const judge = (status: number, retryAfter: string | null = null, text = '') =>
  judgeAnswer({ status, retryAfter, text }, 7, now);

describe('what an endpoint answered', () => {
  it.each([200, 201, 202, 204])('%i is taken', (status) => expect(judge(status)).toEqual({ outcome: 'taken' }));

  it.each([500, 502, 503, 504, 408, 425, 429])('%i is tried again', (status) =>
    expect(judge(status)).toMatchObject({ outcome: 'again', retryAfterMs: null, why: { details: { status, seq: 7 } } }),
  );

  it.each([400, 401, 403, 404, 409, 410, 413, 415, 422, 451])('%i is parked for a person', (status) =>
    expect(judge(status, null, 'no such lot')).toMatchObject({
      outcome: 'parked',
      why: { code: 'upload-refused', details: { status, said: 'no such lot' } },
    }),
  );

  it.each([301, 302, 307, 308, 304])('%i is never followed', (status) =>
    expect(judge(status)).toMatchObject({ outcome: 'parked', why: { code: 'upload-redirected' } }),
  );

  it('a 409 that says when to come back is the first request still at work', () =>
    expect(judge(409, '5')).toMatchObject({ outcome: 'again', retryAfterMs: 5000 }));

  it.each([
    ['120', 120_000],
    ['0', 0],
    [' 3 ', 3000],
    ['Fri, 01 May 2026 10:01:00 GMT', 60_000],
    ['Fri, 01 May 2026 09:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['soon', null],
    ['', null],
    ['-5', null],
  ])('Retry-After %j is %j ms from now', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });

  it('quotes a server shortly and without characters that nobody can see', () => {
    const judged = judge(400, null, `a\u202eb\u0000\n${'x'.repeat(500)}`);
    const said = judged.outcome === 'taken' ? '' : String(judged.why.details.said);
    expect(said).toBe(`a b ${'x'.repeat(196)}`);
  });
});

it('the signature is HMAC-SHA256 over time and body, as docs/uploads.md says', () => {
  const body = Buffer.from('{"a":1}');
  const hex = createHmac('sha256', 'a secret of the two of us').update('1777629600.{"a":1}').digest('hex');
  expect(signatureHeader('a secret of the two of us', now, body)).toBe(`t=1777629600,v1=${hex}`);
});
