import { create } from 'zustand';

/** The one line that says what the last scan did; it stays until the next one. */
export type Echo = { readonly sentence: string; readonly undo: (() => void) | null };

export const useEcho = create<{ readonly echo: Echo | null }>(() => ({ echo: null }));
