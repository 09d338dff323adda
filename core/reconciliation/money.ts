import { type Money, money } from './disposition.ts';

/** Places after the decimal mark of the currencies that do not have two (ISO 4217). */
const PLACES: Readonly<Record<string, number>> = {
  JPY: 0,
  KRW: 0,
  CLP: 0,
  ISK: 0,
  VND: 0,
  HUF: 2,
  KWD: 3,
  BHD: 3,
  TND: 3,
  JOD: 3,
  OMR: 3,
};

/** An amount as a table holds it: `1234.50`, without a currency, for programs to read. */
export function amountText({ minorUnits, currency }: Money): string {
  const places = placesOf(currency);
  const digits = String(Math.abs(minorUnits)).padStart(places + 1, '0');
  const sign = minorUnits < 0 ? '-' : '';
  if (places === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function placesOf(currency: string): number {
  return PLACES[currency] ?? 2;
}

/**
 * Reads what a person typed as an amount: digits, and at most one mark, `.` or `,`, with no more places after it than the currency has. `null` when it is
 * none; nothing is rounded, and no mark is taken for a separator of thousands: `1.234` of a currency with two places is refused.
 */
export function readAmount(typed: string, currency: string): Money | null {
  const match = /^(-?)(\d{1,13})(?:[.,](\d{1,3}))?$/.exec(typed.trim().replace(/[\u0020\u00a0\u202f']/g, ''));
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  const places = placesOf(currency);
  if (fraction.length > places) return null;
  const minorUnits = Number(`${sign}${whole}${fraction.padEnd(places, '0')}`);
  const read = money.safeParse({ minorUnits: minorUnits === 0 ? 0 : minorUnits, currency });
  return read.success ? read.data : null;
}
