import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Policy, policy } from '../../../core/domain/policy.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';

/** Shown first. */
const DEFAULT_POLICY = 'nist-purge';

/** Reads every policy of the directory, the default first. One that cannot be read is left out and named; nobody can choose it then. */
export function readPolicies(directory: string): { readonly policies: Policy[]; readonly problems: Reason[] } {
  const policies: Policy[] = [];
  const problems: Reason[] = [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  for (const name of names.sort()) {
    try {
      const read = policy.parse(JSON.parse(readFileSync(join(directory, name), 'utf8')));
      if (policies.some((other) => other.policyId === read.policyId)) throw new Error('the policy is there twice');
      policies.push(read);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message.slice(0, 500) : String(cause);
      problems.push(because('policy-unreadable', { file: name, why }));
    }
  }
  const place = ({ policyId }: Policy) => (policyId === DEFAULT_POLICY ? 0 : 1);
  return { policies: policies.sort((one, other) => place(one) - place(other)), problems };
}

/** What the record binds: SHA-256 of the policy's canonical JSON. */
export function policySha256(chosen: Policy): string {
  return createHash('sha256').update(canonicalBytes(chosen)).digest('hex');
}
