import type { ThroughputView } from '../../../core/contract/throughputVerbs.ts';

type Spans = ThroughputView['hours'];

/** What hours are called by the bench's own clock: "Mon, 22:00". The hour that comes twice when the clock is set back is told apart by the zone's name. */
export function hourNames(hours: Spans, timeZone: string, language: string): string[] {
  const plain = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  const names = namesOf(hours, language, plain);
  const exact = namesOf(hours, language, { ...plain, timeZoneName: 'short' });
  return names.map((name, index) => (names.filter((one) => one === name).length > 1 ? (exact[index] ?? name) : name));
}

/** What days are called by the bench's own clock: "Mon, 23 Nov". */
export function dayNames(days: Spans, timeZone: string, language: string): string[] {
  return namesOf(days, language, { weekday: 'short', month: 'short', day: 'numeric', timeZone });
}

function namesOf(spans: Spans, language: string, options: Intl.DateTimeFormatOptions): string[] {
  const format = new Intl.DateTimeFormat(language, options);
  return spans.map(({ start }) => format.format(new Date(start)));
}
