import type { Migration } from '../migration.ts';

/** Changes nothing: the number is kept for a step that is made beside the one after it. */
export const migration: Migration = { number: 8, name: 'kept-free', sql: '' };
