/** Where a call came from; every window of this station has the same rights. */
export type WindowCaller = 'window';
