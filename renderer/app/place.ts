import { useSyncExternalStore } from 'react';

/** The screens that exist. A screen is only listed once it does its work. */
export const screens = [
  'bench',
  'receiving',
  'lots',
  'quality',
  'certificates',
  'exports',
  'labels',
  'insight',
  'people',
  'settings',
] as const;
export type Screen = (typeof screens)[number];

/** Where the window is: `#/certificates/WB-...`. Kept in the address, so that Back works. */
export type Place = { readonly screen: Screen; readonly item: string | null };

/** Pure: reads the address; an unknown one is the bench. */
export function parsePlace(hash: string): Place {
  const [screen, item] = hash.replace(/^#\/?/, '').split('/');
  const known = screens.find((candidate) => candidate === screen);
  if (known === undefined) return { screen: 'bench', item: null };
  return { screen: known, item: item === undefined || item === '' ? null : decodeURIComponent(item) };
}

export function goTo(screen: Screen, item: string | null = null): void {
  window.location.hash = item === null ? `/${screen}` : `/${screen}/${encodeURIComponent(item)}`;
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

export function usePlace(): Place {
  return parsePlace(useSyncExternalStore(subscribe, () => window.location.hash));
}
