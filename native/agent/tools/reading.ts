/** What was read, or why it could not be. "Not read" is never "nothing there": whoever decides on it must refuse. */
export type Reading<T> = { readonly read: true; readonly value: T } | { readonly read: false; readonly why: string };

export function known<T>(value: T): Reading<T> {
  return { read: true, value };
}

export function unknown(why: string): Reading<never> {
  return { read: false, why };
}

/** Runs a reader that throws (file system calls) and turns its failure into "not read". */
export function reading<T>(read: () => T): Reading<T> {
  try {
    return known(read());
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}
