/** Numbers with units in the reader's language. Drives are sold in decimal units, so sizes are shown in them. */
const scales = [
  { unit: 'petabyte', bytes: 1e15 },
  { unit: 'terabyte', bytes: 1e12 },
  { unit: 'gigabyte', bytes: 1e9 },
  { unit: 'megabyte', bytes: 1e6 },
  { unit: 'kilobyte', bytes: 1e3 },
] as const;

/** Making a formatter takes far longer than using it, and 48 bays say five measures a second each. */
const formatters = new Map<string, Intl.NumberFormat>();

function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([language, options]);
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(language, options);
  formatters.set(key, made);
  return made;
}

function withUnit(value: number, unit: string, digits: number, language: string): string {
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits } as const;
  return numberFormat(language, options).format(value);
}

function digitsFor(value: number): number {
  return value < 10 ? 1 : 0;
}

/** 4000787030016 -> "4 TB" */
export function sayBytes(bytes: number, language: string): string {
  const scale = scales.find((candidate) => bytes >= candidate.bytes);
  if (scale === undefined) return withUnit(bytes, 'byte', 0, language);
  const value = bytes / scale.bytes;
  return withUnit(value, scale.unit, digitsFor(value), language);
}

/** 215000000 -> "215 MB/s" */
export function sayRate(bytesPerSecond: number, language: string): string {
  const scale = scales.find((candidate) => bytesPerSecond >= candidate.bytes);
  if (scale === undefined) return withUnit(bytesPerSecond, 'byte-per-second', 0, language);
  const value = bytesPerSecond / scale.bytes;
  return withUnit(value, `${scale.unit}-per-second`, digitsFor(value), language);
}

/** Rounded as a person would say it: seconds under a minute and a half, minutes under two hours, then hours and minutes. */
export function sayDuration(milliseconds: number, language: string): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) return withUnit(seconds, 'second', 0, language);
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return withUnit(minutes, 'minute', 0, language);
  const hours = withUnit(Math.floor(minutes / 60), 'hour', 0, language);
  return minutes % 60 === 0 ? hours : `${hours} ${withUnit(minutes % 60, 'minute', 0, language)}`;
}

/** As `sayDuration`, in one number where room is short: 11220000 -> "3.1 hr". */
export function sayBriefly(milliseconds: number, language: string): string {
  const hours = milliseconds / 3_600_000;
  return hours < 2 ? sayDuration(milliseconds, language) : withUnit(hours, 'hour', digitsFor(hours), language);
}

/** Whole per cent, rounded down: 100 % is only shown when all is done. */
export function sayShare(done: number, total: number, language: string): string {
  const share = total <= 0 ? 0 : Math.floor((done / total) * 100) / 100;
  return numberFormat(language, { style: 'percent' }).format(share);
}

export function sayTemperature(celsius: number, language: string): string {
  return withUnit(celsius, 'celsius', 0, language);
}

export function sayTime(instant: string | number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant));
}

export function sayDay(instant: string | number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant));
}
