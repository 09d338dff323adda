import { z } from 'zod';

/** A byte count that JSON carries exactly (drives stay far below 2^53 bytes). */
export const sizeBytes = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** An instant as ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime({ offset: false });
