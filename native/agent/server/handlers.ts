import type { AgentContract, AgentNotice, AgentStation } from '../../../core/contract/agent.ts';
import type { Handlers } from '../../../core/contract/rpcServer.ts';
import type { Person } from '../../../core/domain/person.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import { type Answer, type RefusalCode, refuse } from '../../../core/domain/refusal.ts';
import { bayHandlers } from '../bays/bayHandlers.ts';
import type { BayMapDesk } from '../bays/bayMapDesk.ts';
import type { LocateNeeds } from '../bays/locateBay.ts';
import type { DriveBench } from '../drives/driveBench.ts';
import type { VirtualBench } from '../drives/virtual/virtualBench.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { issueCertificate } from '../ledger/issueCertificate.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { sealDestruction } from '../ledger/sealDestruction.ts';
import type { PaperDesk } from '../paper/paperDesk.ts';
import { type People, signing } from '../people/people.ts';
import type { PersonChange } from '../people/personChanges.ts';
import type { QualityRoom } from '../quality/qualityRoom.ts';
import type { RefusedActs } from '../refusals/refusedActs.ts';
import { planTechniques } from '../techniques/plan.ts';
import type { QuirkBook } from '../techniques/quirks.ts';
import { guardedHandlers } from './guardedHandlers.ts';
import type { Peer } from './peerCheck.ts';

export type HandlerNeeds = {
  readonly station: AgentStation;
  readonly bench: DriveBench;
  readonly bayMap: BayMapDesk;
  readonly light: LocateNeeds;
  /** The same bench when it is a virtual one. */
  readonly virtualBench: VirtualBench | null;
  readonly ledger: Ledger;
  readonly people: People;
  readonly paper: PaperDesk;
  readonly jobs: Jobs;
  readonly quality: QualityRoom;
  readonly refusedActs: RefusedActs;
  readonly policies: readonly Policy[];
  readonly quirkBook: () => QuirkBook;
  readonly notices: () => AgentNotice[];
  readonly lastEvent: () => number;
  readonly nowIso: () => string;
};

/** What each call of the contract does, behind the table of rights. */
export function agentHandlers(needs: HandlerNeeds): Handlers<AgentContract, Peer | null> {
  return guardedHandlers(callsOf(needs), needs);
}

/** The calls themselves. Who may make them was asked before (`guardedHandlers.ts`). */
function callsOf(needs: HandlerNeeds): Handlers<AgentContract, Peer | null> {
  const { station, bench, virtualBench, ledger, people, paper, jobs, policies, quality, nowIso } = needs;

  /** Does what a signed-in person asks for. */
  async function by<T>(session: string, work: (person: Person) => Promise<Answer<T>>): Promise<Answer<T>> {
    const who = people.sessions.person(session);
    return who.outcome === 'refused' ? who : work(who.value);
  }
  const change = (session: string, personId: string, wanted: PersonChange) =>
    by(session, (actor) => people.change(actor, personId, wanted));

  return {
    snapshot: () => ({
      station,
      bays: [...bench.layout.bays()],
      drives: [...bench.drives()],
      jobs: jobs.snapshot(),
      people: people.all(),
      policies: [...policies],
      notices: needs.notices(),
      ledgerEntries: ledger.entries(),
      ledgerHead: ledger.head(),
      lastEvent: needs.lastEvent(),
    }),
    'people.enrol': (input) => people.enrol(input),
    'people.signIn': ({ personId, pin }) => people.signIn({ personId }, pin),
    'people.signInByBadge': ({ badge, pin }) => people.signIn({ badge }, pin),
    'people.signOut': ({ session }) => {
      people.sessions.close(session);
      return {};
    },
    'people.setRoles': ({ session, personId, roles, why }) => change(session, personId, { what: 'roles', roles, why }),
    'people.setStanding': ({ session, personId, enabled, why }) =>
      change(session, personId, { what: 'standing', enabled, why }),
    'people.setCompetences': ({ session, personId, competences, why }) =>
      change(session, personId, { what: 'competences', competences, why }),
    'people.setBadge': ({ session, personId, badge, why }) => change(session, personId, { what: 'badge', badge, why }),
    'people.resetPin': ({ session, personId, newPin, why }) => change(session, personId, { what: 'pin', newPin, why }),
    'people.session': ({ session }) => people.sessions.look(session),
    async 'acts.refusedAtStation'({ session, act, code }) {
      const who = people.sessions.look(session);
      const person = who.outcome === 'done' ? who.value.person : null;
      const roles = person?.roles.join(' ') ?? '';
      const signed = person === null ? null : signing(person);
      await needs.refusedActs.note({ person: signed, roles, act, codes: [code], where: 'station' });
      return {};
    },
    ...bayHandlers(needs.bayMap, needs.light, by),
    'settings.changed': ({ session, setting, before, after }) =>
      by(session, async (lead) => {
        const details = { setting, before, after, where: 'station' };
        const sealed = await ledger.act('setting-changed', signing(lead), details);
        return sealed.outcome === 'refused' ? sealed : { outcome: 'done', value: { seq: sealed.value.seq } };
      }),
    'quality.queue': () => quality.view(),
    'quality.closeDraw': ({ session, lotName }) => by(session, (person) => quality.closeDraw(person, lotName)),
    'quality.reverify': ({ session, recordId, driveId }) =>
      by(session, (person) => quality.reverify(person, { recordId, driveId })),
    'quality.decide': ({ session, recordId, decision, why, recoveryTool }) =>
      by(session, (person) => quality.decide(person, { recordId, decision, why, recoveryTool })),
    'quality.releaseLot': ({ session, lotName, why }) =>
      by(session, (person) => quality.releaseLot(person, lotName, why)),
    plan({ driveId, policyId }) {
      const drive = bench.drives().find((seen) => seen.driveId === driveId);
      const policy = policies.find((known) => known.policyId === policyId);
      if (drive === undefined) return no('drive-unknown', { driveId });
      if (policy === undefined) return no('policy-unknown', { policy: policyId });
      return { outcome: 'done', value: planTechniques(jobs.asPlanned(drive), policy, needs.quirkBook()) };
    },
    preflight: (input) => jobs.preflight(input),
    'jobs.start': (input) => jobs.start(input),
    'jobs.cancel': (input) => jobs.cancel(input),
    'jobs.journal': ({ jobId }) => jobs.journal(jobId),
    async 'ledger.read'({ fromSeq, limit }) {
      const entries = ledger.read(fromSeq, limit);
      // A damaged ledger is still read, but the station signs nothing on it any more.
      const signing = ledger.damage() === null ? entries : [];
      return { entries, checkpoints: await Promise.all(signing.map(({ seq }) => ledger.checkpoint(seq + 1))) };
    },
    'ledger.checkpoint': async ({ entries }) => ({
      checkpoint: ledger.damage() !== null || entries > ledger.entries() ? null : await ledger.checkpoint(entries),
    }),
    'labels.code'({ recordId }) {
      const found = ledger.record(recordId);
      if (found === null) return no('record-unknown', { recordId });
      return { outcome: 'done', value: { labelCode: ledger.labelCode(found.record, found.entry.seq) } };
    },
    async 'certificates.issue'({ session, ...request }) {
      const issuer = people.sessions.person(session);
      if (issuer.outcome === 'refused') return issuer;
      const form = await paper.forCertificate();
      return issueCertificate(ledger, request, form, issuer.value, quality.standing, nowIso);
    },
    'certificates.signPaper': ({ certificateId }) => paper.sign(certificateId),
    'destructions.seal': ({ session, ...request }) =>
      by(session, async (person) => {
        const form = { person: signing(person), paper: await paper.forCertificate() };
        const { stationName, virtual } = station;
        return sealDestruction(ledger, request, { ...form, stationName, virtual, nowIso });
      }),
    'paper.read': () => ({ outcome: 'done', value: paper.settings() }),
    'paper.set': ({ session, settings }) => by(session, (lead) => paper.set(settings, signing(lead))),
    'uploads.noteChange': ({ session, sink, change: what, before, after }) =>
      by(session, (lead) => {
        const states = { before: before ?? 'null', after: after ?? 'null', where: 'station' };
        return ledger.act('setting-changed', signing(lead), { setting: 'upload-sink', sink, change: what, ...states });
      }),
    async 'exports.seal'({ session, certificateIds, manifestSha256 }) {
      const lead = people.sessions.person(session);
      if (lead.outcome === 'refused') return lead;
      const unknown = certificateIds.find((certificateId) => !ledger.hasCertificate(certificateId));
      if (unknown !== undefined) return no('certificate-unknown', { certificateId: unknown });
      const { stationId, virtual } = station;
      const exported = new Set(certificateIds);
      // Asked in the ledger's own turn: a refusal that was sealed before this entry counts.
      return ledger.append(() => {
        const refused = quality.refusedRecordIds();
        if (refused === null) return no('storage-full');
        const refusedIds = refused.map((recordId) => ledger.certificateOf(recordId)).filter((id) => id !== null);
        const among = refusedIds.find((certificateId) => exported.has(certificateId));
        if (among !== undefined) return no('certificate-refused-by-quality', { certificateId: among });
        return {
          outcome: 'done',
          value: {
            kind: 'export',
            payload: {
              format: 'wipebench-export/1',
              at: nowIso(),
              stationId,
              virtual,
              person: signing(lead.value),
              certificateIds,
              manifestSha256,
            },
          },
        };
      });
    },
    'virtual.plug': async ({ bayId, ...wanted }) =>
      virtualBench === null ? no('not-virtual') : virtualBench.plug(bayId, wanted),
    'virtual.unplug': async ({ bayId }) => (virtualBench === null ? no('not-virtual') : virtualBench.unplug(bayId)),
  };
}

function no(code: RefusalCode, facts: Parameters<typeof refuse>[1] = {}): Answer<never> {
  return { outcome: 'refused', refusals: [refuse(code, facts)] };
}
