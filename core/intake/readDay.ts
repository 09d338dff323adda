import type { DateOrder } from './listShape.ts';

const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'sty'],
  ['feb', 'lut'],
  ['mar', 'mrz', 'mär'],
  ['apr', 'kwi'],
  ['may', 'mai', 'maj'],
  ['jun', 'cze'],
  ['jul', 'lip'],
  ['aug', 'sie'],
  ['sep', 'wrz'],
  ['oct', 'okt', 'paź'],
  ['nov', 'lis'],
  ['dec', 'dez', 'gru'],
];

/** The number of a month by the first three letters of its English, German or Polish name, or null. */
export function monthOf(name: string): number | null {
  const start = name.toLowerCase().slice(0, 3);
  const index = MONTHS.findIndex((names) => names.includes(start));
  return index < 0 ? null : index + 1;
}

/**
 * A day as customers write it, as RFC 3339 full-date: ISO, 2025/3/1, 2025年3月1日, 20250301, 1.3.2025, 3/1/2025 by `order`, 1 Mar 2025, Mar 1, 2025, or the day
 * number of a spreadsheet (ECMA-376, 1900 date system). Null: not understood. A day that no calendar has is not understood.
 */
export function readDay(text: string, order: DateOrder): string | null {
  const day = text.trim().replace(/[T ]\d{1,2}:\d\d.*$/, '');
  const yearFirst =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(day) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(day);
  if (yearFirst !== null) return fullDate(yearFirst[1], yearFirst[2], yearFirst[3]);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d\d)$/.exec(day);
  if (dotted !== null) return fullDate(dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d\d)$/.exec(day);
  if (slashed !== null) {
    const [, a, b, year] = slashed;
    const [month, dayOfMonth] = order === 'month-first' ? [a, b] : [b, a];
    // Where only the other order is a day at all, it is that.
    return fullDate(year, month, dayOfMonth) ?? fullDate(year, dayOfMonth, month);
  }
  const named = /^(\d{1,2})[. -]+(\p{L}{3,})[. -]+(\d{4}|\d\d)$/u.exec(day);
  if (named !== null) return fullDate(named[3], String(monthOf(named[2] ?? '') ?? 0), named[1]);
  const english = /^(\p{L}{3,})\.? (\d{1,2}),? (\d{4})$/u.exec(day);
  if (english !== null) return fullDate(english[3], String(monthOf(english[1] ?? '') ?? 0), english[2]);
  return /^[2-6]\d{4}(?:\.\d+)?$/.test(day) ? daysAfter1899(Math.floor(Number(day))) : null;
}

/** The order that the values of a column of dates show; `day-first` where none does. */
export function orderOfDays(values: readonly string[]): DateOrder {
  let dayFirst = 0;
  let monthFirst = 0;
  for (const value of values) {
    const [, a, b] = /^\s*(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}/.exec(value) ?? [];
    if (Number(a) > 12) dayFirst += 1;
    if (Number(b) > 12) monthFirst += 1;
  }
  return monthFirst > dayFirst ? 'month-first' : 'day-first';
}

const DAY_MS = 86_400_000;

function daysAfter1899(days: number): string {
  return new Date(Date.UTC(1899, 11, 30) + days * DAY_MS).toISOString().slice(0, 10);
}

function fullDate(year = '', month = '', day = ''): string | null {
  const [y, m, d] = [year.length === 2 ? 2000 + Number(year) : Number(year), Number(month), Number(day)];
  if (!(y >= 1970 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m))) return null;
  return `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
