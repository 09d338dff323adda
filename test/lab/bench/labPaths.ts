import { resolve } from 'node:path';

/** The project's folder; the guest sees it under the same path, read-only. */
export const PROJECT = resolve(import.meta.dirname, '../../..');

/** Where the boot files of each kernel are kept; safe to delete. */
export const LAB_CACHE = resolve(PROJECT, 'build/lab');
