import { useEffect, useState } from 'react';
import type { Told } from '../link/ask.ts';
import { useStation } from '../link/stationState.ts';

/** Asks once per key and again after a reconnect; null until answered. `request` may be a fresh function each time. */
export function useAsked<T>(key: string, request: () => Promise<Told<T>>): Told<T> | null {
  const client = useStation((state) => state.client);
  const [told, setTold] = useState<{ readonly key: string; readonly told: Told<T> } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is asked
  useEffect(() => {
    let current = true;
    if (client === null) return;
    request()
      .then((answer) => current && setTold({ key, told: answer }))
      .catch((cause: unknown) => console.error(cause));
    return () => {
      current = false;
    };
  }, [key, client]);
  return told !== null && told.key === key ? told.told : null;
}
