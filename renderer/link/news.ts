import type { StationEvent } from './applyEvent.ts';

type Listener = (event: StationEvent) => void;

const listeners: Listener[] = [];

/** What a feature keeps by itself hears each event, before the window is drawn anew. */
export function hearNews(listener: Listener): void {
  listeners.push(listener);
}

export function tellNews(event: StationEvent): void {
  for (const listener of listeners) listener(event);
}
