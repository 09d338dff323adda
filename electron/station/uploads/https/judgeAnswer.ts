import { because, type Reason } from '../../../../core/domain/reason.ts';

/** What an endpoint answered, as far as it is judged. */
export type EndpointAnswer = { readonly status: number; readonly retryAfter: string | null; readonly text: string };

export type Judged =
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'again'; readonly why: Reason; readonly retryAfterMs: number | null }
  | { readonly outcome: 'parked'; readonly why: Reason };

const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60_000;
/** 4xx that say "later": timeout, too early, too many requests (RFC 9110, 8470, 6585). */
const LATER = new Set([408, 425, 429]);
const MOST_TEXT = 200;

/**
 * Judges an answer (RFC 9110 section 15). 2xx: taken. 408, 425, 429 and 5xx: again, and not before `Retry-After`. A 409 with `Retry-After` is the first
 * request still at work: again. Every other answer would be the same next time: parked. Redirects are not followed: evidence goes where a person sent it.
 */
export function judgeAnswer({ status, retryAfter, text }: EndpointAnswer, seq: number, now: Date): Judged {
  if (status >= 200 && status < 300) return { outcome: 'taken' };
  const retryAfterMs = readRetryAfter(retryAfter, now);
  const said = visible(text);
  if (status >= 500 || LATER.has(status) || (status === 409 && retryAfterMs !== null)) {
    return { outcome: 'again', why: because('upload-answer-later', { seq, status, said }), retryAfterMs };
  }
  if (status >= 300 && status < 400) return { outcome: 'parked', why: because('upload-redirected', { seq, status }) };
  return { outcome: 'parked', why: because('upload-refused', { seq, status, said }) };
}

/** `Retry-After` (RFC 9110 section 10.2.3), seconds or a date, as milliseconds from `now`, at most a day; `null` for none or nonsense. */
export function readRetryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const text = header.trim();
  // Date.parse takes far more than an HTTP date: only what begins with a day of the week is one.
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  const ms = /^[0-9]{1,9}$/.test(text) ? Number(text) * 1000 : at - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, ms));
}

/** What a stranger's server said, short and without characters that nobody could see. */
function visible(text: string): string {
  const cleaned = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  const short = [...cleaned].slice(0, MOST_TEXT).join('');
  return short === '' ? '-' : short;
}
