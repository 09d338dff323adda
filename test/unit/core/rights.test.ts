import { expect, it } from 'vitest';
import { agentContract } from '../../../core/contract/agent.ts';
import { competenceObjection, familyOf } from '../../../core/domain/competence.ts';
import { labelAfterDecisions, labelKindAfterQuality, labelKindFor } from '../../../core/domain/label.ts';
import { type Person, type Role, role } from '../../../core/domain/person.ts';
import { competencesObjection, rolesObjection, standingObjection } from '../../../core/domain/personChange.ts';
import { AGENT_RIGHTS, rightsObjection, rightTo } from '../../../core/domain/rights.ts';
import { techniqueId } from '../../../core/domain/technique.ts';
import { verdictOutcome } from '../../../core/domain/verdict.ts';

it('every call of the agent has a row in the table of rights, and no row is of an unknown call', () => {
  const calls = Object.keys(agentContract.calls).sort();
  expect(calls.filter((call) => rightTo(call) === null)).toEqual([]);
  expect(Object.keys(AGENT_RIGHTS).sort()).toEqual(calls);
  expect(rightTo('constructor')).toBeNull();
});

it('a call that anybody may make takes no session to act with, and every other one takes one', () => {
  /** Only looked at or ended, never acted with. */
  const looked = ['people.signOut', 'people.session', 'acts.refusedAtStation'];
  for (const [call, right] of Object.entries(AGENT_RIGHTS)) {
    const shape = agentContract.calls[call as keyof typeof AGENT_RIGHTS].in.shape;
    expect('session' in shape, call).toBe(right.who === 'people' || looked.includes(call));
    if (right.who === 'people' && right.sign === 'pin-again') expect('pin' in shape, call).toBe(true);
  }
});

it('each role may do what the table says, and is refused all the rest by name', () => {
  const allowed: Record<Role, string[]> = {
    technician: ['bays.locate', 'certificates.issue', 'destructions.seal', 'jobs.cancel', 'jobs.start', 'preflight'],
    quality: [
      'bays.locate',
      'certificates.issue',
      'destructions.seal',
      'quality.closeDraw',
      'quality.decide',
      'quality.releaseLot',
      'quality.reverify',
    ],
    'shift-lead': [
      'bays.locate',
      'bays.setMap',
      'certificates.issue',
      'destructions.seal',
      'exports.seal',
      'paper.set',
      'people.enrol',
      'people.resetPin',
      'people.setBadge',
      'people.setCompetences',
      'people.setRoles',
      'people.setStanding',
      'quality.closeDraw',
      'quality.releaseLot',
      'uploads.noteChange',
      'settings.changed',
    ],
  };
  for (const one of role.options) {
    const may = Object.entries(AGENT_RIGHTS).flatMap(([call, right]) => {
      if (right.who === 'anybody') return [];
      const objection = rightsObjection(right, { name: 'X', roles: [one], means: 'pin' });
      if (objection !== null) expect(objection.code).toBe('role-missing');
      return objection === null ? [call] : [];
    });
    expect(may.sort()).toEqual(allowed[one].sort());
  }
});

it('a badge alone is not enough where a PIN is wanted', () => {
  const lead = { name: 'X', roles: ['shift-lead'] as const, means: 'badge' as const };
  expect(rightsObjection(AGENT_RIGHTS['people.enrol'], lead)).toMatchObject({ code: 'pin-needed' });
  expect(rightsObjection(AGENT_RIGHTS['quality.closeDraw'], lead)).toBeNull();
});

const person = (personId: string, roles: Role[], more: Partial<Person> = {}): Person => ({
  personId,
  name: personId,
  title: '',
  roles,
  enrolledAt: '2030-01-01T00:00:00.000Z',
  ...more,
});

it('nobody raises their own rights, and the last shift lead stays', () => {
  const lead = person('lead', ['shift-lead', 'technician']);
  const second = person('second', ['shift-lead']);
  const shut = person('shut', ['shift-lead'], { disabledAt: '2030-01-02T00:00:00.000Z' });
  expect(rolesObjection('lead', lead, ['shift-lead', 'quality'], [lead, second])?.code).toBe('not-for-oneself');
  expect(rolesObjection('lead', lead, ['shift-lead'], [lead, second])).toBeNull();
  expect(rolesObjection('second', lead, ['quality'], [lead, second])).toBeNull();
  expect(rolesObjection('lead', lead, ['technician'], [lead, shut])?.code).toBe('last-shift-lead');
  expect(standingObjection('second', lead, false, [lead, shut])?.code).toBe('last-shift-lead');
  expect(standingObjection('second', lead, false, [lead, second])).toBeNull();
  expect(standingObjection('shut', shut, true, [lead, shut])?.code).toBe('not-for-oneself');
  expect(competencesObjection('lead', lead)?.code).toBe('not-for-oneself');
  expect(competencesObjection('lead', second)).toBeNull();
});

it('a competence counts from its day to its last day, for its family; without any record the role decides', () => {
  const trained = (family: 'ata' | 'all', trainedOn: string, until: string) =>
    person('t', ['technician'], { competences: [{ family, trainedOn, until }] });
  const at = '2030-06-15T12:00:00.000Z';
  expect(competenceObjection(person('t', ['technician']), 'overwrite-zeros', at)).toBeNull();
  expect(competenceObjection(trained('all', '2029-01-01', '2030-06-15'), 'nvme-format-crypto', at)).toBeNull();
  expect(competenceObjection(trained('all', '2029-01-01', '2030-06-14'), 'nvme-format-crypto', at)).toMatchObject({
    code: 'competence-expired',
    details: { until: '2030-06-14' },
  });
  expect(competenceObjection(trained('all', '2030-06-16', '2031-01-01'), 'ata-security-erase', at)?.code).toBe(
    'competence-expired',
  );
  expect(competenceObjection(trained('ata', '2029-01-01', '2031-01-01'), 'ata-security-erase', at)).toBeNull();
  expect(competenceObjection(trained('ata', '2029-01-01', '2031-01-01'), 'overwrite-zeros', at)?.code).toBe(
    'competence-missing',
  );
  for (const id of techniqueId.options) expect(familyOf(id)).toMatch(/^[a-z]+$/);
});

it('a drive that a second person did not accept is labelled QUARANTINE, never PASS', () => {
  expect(labelKindAfterQuality('sanitized', 'validate')).toBe('PASS');
  expect(labelKindAfterQuality('sanitized', 'reject')).toBe('QUARANTINE');
  expect(labelKindAfterQuality('sanitized', 'quarantine')).toBe('QUARANTINE');
  expect(labelKindAfterQuality('failed', 'quarantine')).toBe('SHRED');
});

it('after all decisions a drive carries PASS only when it is sanitized, not refused, and not on its way to the shredder', () => {
  for (const outcome of verdictOutcome.options) {
    for (const refused of [null, 'reject', 'quarantine'] as const) {
      for (const toBeDestroyed of [false, true]) {
        const { kind, cause } = labelAfterDecisions(outcome, refused, toBeDestroyed);
        expect(kind === 'PASS').toBe(outcome === 'sanitized' && refused === null && !toBeDestroyed);
        if (toBeDestroyed || outcome === 'failed') expect(kind).toBe('SHRED');
        else if (refused !== null) expect(kind).toBe('QUARANTINE');
        // Only a label of the verdict itself may carry the verdict's signed code.
        if (cause === 'verdict') expect(kind).toBe(labelKindFor(outcome));
      }
    }
  }
});
