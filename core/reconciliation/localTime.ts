const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Where hours and days begin by the clock on a bench's wall. All instants are milliseconds since 1970 in UTC. */
export type LocalTime = {
  /** The first instant of the hour that the instant lies in. */
  hourStart(instant: number): number;
  /** The first instant of the day that the instant lies in: midnight, or the end of a leap that swallowed midnight. */
  dayStart(instant: number): number;
};

/** Local time in an IANA time zone (`Europe/Warsaw`). Throws a `RangeError` for a zone that the tz database does not have. */
export function localTimeIn(timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  /** How far the wall clock is ahead of UTC. */
  function offsetAt(instant: number): number {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return wall - Math.floor(instant / 1000) * 1000;
  }

  return {
    hourStart(instant) {
      const offset = offsetAt(instant);
      return Math.floor((instant + offset) / HOUR_MS) * HOUR_MS - offset;
    },
    dayStart(instant) {
      const midnight = Math.floor((instant + offsetAt(instant)) / DAY_MS) * DAY_MS;
      // The clock may be set between the day before and the day after: midnight is then told by one offset, by both, or by none.
      const before = offsetAt(midnight - DAY_MS);
      const after = offsetAt(midnight + DAY_MS);
      const told = [before, after].filter((offset) => offsetAt(midnight - offset) === offset);
      return midnight - (told.length === 0 ? before : Math.max(...told));
    },
  };
}
