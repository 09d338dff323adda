/** Radicals and compatibility ideographs look like the plain ones, so they are shown by their numbers: two texts must not print alike. */
export const LOOK_ALIKE = /[\u2e80-\u2fdf\uf900-\ufaff\u{2f800}-\u{2fa1f}]/u;
