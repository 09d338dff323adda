import type { Drive } from '../../../../core/domain/drive.ts';
import type { Policy } from '../../../../core/domain/policy.ts';
import { type Refusal, refuse } from '../../../../core/domain/refusal.ts';
import type { AskAgent, Refused } from '../../bench/askAgent.ts';
import type { NoteRefusedAct } from '../../bench/signedActs.ts';
import type { DriveOwners } from './driveOwner.ts';

export type WipeGateNeeds = {
  readonly owners: Pick<DriveOwners, 'rules' | 'anyOpen'>;
  /** The drive as the agent last told it. */
  readonly drive: (driveId: string) => Drive | null;
  readonly policies: () => readonly Policy[];
  readonly note: NoteRefusedAct;
};

type Wish = { readonly serialNumber: string | null; readonly policyId: string };
type Asset = { readonly assetTag: string | null; readonly lotName: string | null };

/** So many permits are remembered; the agent forgets its own after a minute. */
const MOST_PERMITS = 1_000;

/**
 * Passes calls on, but no wish to wipe a drive by a policy that its asset's requirement does not allow. The lots are the station's, so the rule is kept here, in
 * the one way by which the station asks the agent: once when the drive is checked, and again at the start, when the lot and the tag are named. What a permit was for is
 * remembered here; with a lot open, a permit that this station did not ask for starts nothing.
 */
export function wipeGate(ask: AskAgent, { owners, drive, policies, note }: WipeGateNeeds): AskAgent {
  const permits = new Map<string, Wish>();

  function objection({ serialNumber, policyId }: Wish, asset: Asset): Refusal | null {
    const rules = owners.rules({ serialNumber, ...asset }, policies());
    const why = rules?.refused.find((one) => one.policyId === policyId)?.why;
    if (rules === null || why === undefined) return null;
    const code = why.code === 'policy-below-requirement' ? 'policy-below-requirement' : 'requirement-not-understood';
    return refuse(code, { ...why.details, lot: rules.lotName });
  }

  async function refused(act: 'preflight' | 'jobs.start', session: string, why: Refusal): Promise<Refused> {
    await note({ session, act, code: why.code });
    return { outcome: 'refused', refusals: [why] };
  }

  return async (name, input) => {
    if (name === 'jobs.start' && 'token' in input && 'asset' in input) {
      const wish = permits.get(input.token);
      const none = owners.anyOpen() ? refuse('token-unknown') : null;
      const why = wish === undefined ? none : objection(wish, input.asset);
      if (why !== null) return refused('jobs.start', input.session, why);
    }
    if (name !== 'preflight' || !('techniqueId' in input)) return ask(name, input);
    const wish = { serialNumber: drive(input.driveId)?.serialNumber ?? null, policyId: input.policyId };
    const why = objection(wish, { assetTag: null, lotName: null });
    if (why !== null) return refused('preflight', input.session, why);
    const answer = await ask(name, input);
    if (answer.outcome === 'done' && 'token' in answer.value && typeof answer.value.token === 'string') {
      if (permits.size >= MOST_PERMITS) permits.clear();
      permits.set(answer.value.token, wish);
    }
    return answer;
  };
}
