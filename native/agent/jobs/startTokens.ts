import { randomBytes } from 'node:crypto';
import type { Drive } from '../../../core/domain/drive.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';

/** What a start permission is bound to. */
export type Permission = {
  readonly session: string;
  readonly drive: Drive;
  readonly policy: Policy;
  readonly techniqueId: TechniqueId;
};

const LASTS_MS = 2 * 60_000;
const REMEMBERED_MS = 60 * 60_000;

/** Permissions to start once. In memory only, so a restart or another station knows none of them. */
export type StartTokens = {
  issue(permission: Permission): { readonly token: string; readonly expiresAt: string };
  /** Uses a token up, whatever comes of it, and tells what it was bound to. */
  redeem(token: string, session: string): Answer<Permission>;
  /** What a used or expired token of this session was bound to; it permits nothing. */
  boundTo(token: string, session: string): Permission | null;
};

/** `nowMs` is the wall clock in milliseconds, `monotonicMs` the one that patience is measured with. */
export function createStartTokens(nowMs: () => number, monotonicMs: () => number): StartTokens {
  const issued = new Map<string, { permission: Permission; expiresMs: number; used: boolean }>();
  return {
    issue(permission) {
      const now = monotonicMs();
      for (const [token, { expiresMs }] of issued) if (now > expiresMs + REMEMBERED_MS) issued.delete(token);
      const token = randomBytes(32).toString('base64url');
      issued.set(token, { permission, expiresMs: now + LASTS_MS, used: false });
      return { token, expiresAt: new Date(nowMs() + LASTS_MS).toISOString() };
    },
    boundTo(token, session) {
      const found = issued.get(token);
      return found !== undefined && found.permission.session === session ? found.permission : null;
    },
    redeem(token, session) {
      const found = issued.get(token);
      // Another person's token is told apart from no token at all to nobody.
      if (found === undefined || found.permission.session !== session) {
        return { outcome: 'refused', refusals: [refuse('token-unknown')] };
      }
      if (found.used) return { outcome: 'refused', refusals: [refuse('token-used')] };
      found.used = true;
      if (monotonicMs() >= found.expiresMs) return { outcome: 'refused', refusals: [refuse('token-expired')] };
      return { outcome: 'done', value: found.permission };
    },
  };
}
