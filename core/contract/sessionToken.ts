import { z } from 'zod';

/** The token of a signed-in person. Only the agent knows whose it is. */
export const sessionToken = z.string().min(16).max(128);
