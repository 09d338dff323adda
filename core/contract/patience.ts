/**
 * How long the answers may take that wait for a certificate's page to be drawn: a second on a bench PC, most of a minute on a very slow or very busy one. Whoever
 * waits for another waits longer than that one, so that the reason comes through and not the silence.
 */
export const DRAWING_MS = 120_000;
export const SIGN_PAPER_MS = 150_000;
export const VERIFY_MS = 180_000;
