import type { Drive } from '../../../core/domain/drive.ts';
import type { Job } from '../../../core/domain/job.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';
import { ask, type Told } from '../../link/ask.ts';
import { sessionOrSignIn } from '../people/session.ts';

type Order = {
  readonly drive: Drive;
  readonly policyId: string;
  readonly techniqueId: TechniqueId;
  readonly typed: string;
  readonly assetTag: string;
  readonly lotName: string;
  /** From the drive's label; null for a technique that needs none. */
  readonly psid: string | null;
};

/** Preflight, then start with its one-use token. The agent checks everything again; null when nobody signed in. */
export async function startWipe(order: Order): Promise<Told<Job> | null> {
  const session = await sessionOrSignIn();
  if (session === null) return null;
  const { drive, policyId, techniqueId } = order;
  const cleared = await ask('preflight', { session: session.token, driveId: drive.driveId, policyId, techniqueId });
  if (cleared.outcome !== 'done') return cleared;
  return ask('jobs.start', {
    session: session.token,
    token: cleared.value.token,
    serialTail: order.typed.trim(),
    ...(order.psid === null ? {} : { psid: order.psid.trim() }),
    asset: { assetTag: order.assetTag.trim() || null, lotName: order.lotName.trim() || null },
  });
}
