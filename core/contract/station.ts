import { z } from 'zod';
import { drive } from '../domain/drive.ts';
import { job, journalLine } from '../domain/job.ts';
import { reason } from '../domain/reason.ts';
import { answer } from '../domain/refusal.ts';
import { planRow } from '../domain/technique.ts';
import { actV1 } from '../record/actV1.ts';
import { certificateV1 } from '../record/certificateV1.ts';
import { certificateV2 } from '../record/certificateV2.ts';
import { destructionV1 } from '../record/destructionV1.ts';
import { recordV1 } from '../record/recordV1.ts';
import { agentContract, agentNotice, LONGEST_TYPED, session } from './agent.ts';
import { bayEvents, bayVerbs } from './bayVerbs.ts';
import { exportVerbs } from './exportVerbs.ts';
import { labelVerbs, queuedLabel } from './labelVerbs.ts';
import { languageEvents, languageVerbs } from './languageVerbs.ts';
import { lotCalls, lotEvents } from './lots.ts';
import { page } from './pageView.ts';
import { paperVerbs } from './paperVerbs.ts';
import { peopleVerbs } from './peopleVerbs.ts';
import { printerState, printerVerbs } from './printerVerbs.ts';
import { qualityEvents, qualityVerbs } from './qualityVerbs.ts';
import { receivingEvents, receivingVerbs } from './receivingVerbs.ts';
import { type Contract, call } from './rpc.ts';
import { setupVerbs } from './setupVerbs.ts';
import { sinkVerbs } from './sinkVerbs.ts';
import { agentLink, hostFacts, stationSnapshot } from './stationSnapshot.ts';
import { uploadsView, uploadVerbs } from './uploadVerbs.ts';

const nothing = z.strictObject({});
const sessionToken = z.string().min(16).max(128);

export const certificateRow = z.strictObject({
  certificateId: z.string(),
  recordId: z.string(),
  seq: z.number().int(),
  issuedAt: z.iso.datetime(),
  virtual: z.boolean(),
  model: z.string().nullable(),
  serialNumber: z.string().nullable(),
  assetTag: z.string().nullable(),
  lotName: z.string().nullable(),
  method: z.string(),
  technique: z.string(),
  operatorName: z.string(),
  /** Quality refused the drive after the certificate was issued: it counts no more. */
  refusedByQuality: z.enum(['reject', 'quarantine']).nullable(),
});
export type CertificateRow = z.infer<typeof certificateRow>;

export const recordRow = z.strictObject({
  recordId: z.string(),
  seq: z.number().int(),
  jobId: z.string(),
  endedAt: z.iso.datetime(),
  virtual: z.boolean(),
  model: z.string().nullable(),
  serialNumber: z.string().nullable(),
  assetTag: z.string().nullable(),
  outcome: z.string(),
  certificateId: z.string().nullable(),
});
export type RecordRow = z.infer<typeof recordRow>;

export const verifyFinding = z.strictObject({
  outcome: z.enum(['genuine', 'not-genuine', 'not-checked', 'refused']),
  subject: z.string(),
  /** The sentence in English, and what it is made of for a reader in another language (`core/messages/<language>/findings.json`). */
  sentence: z.string(),
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type VerifyFinding = z.infer<typeof verifyFinding>;

/** One entry of the ledger that a person stands behind. `about` is what it was done to, in the shortest words there are; `null` where the entry names none. */
export const personAct = z.strictObject({
  seq: z.number().int().nonnegative(),
  at: z.iso.datetime(),
  what: z.enum(['wiped', 'certificate-issued', 'destruction-recorded', 'exported', ...actV1.shape.act.options]),
  about: z.string().nullable(),
  virtual: z.boolean(),
});
export type PersonAct = z.infer<typeof personAct>;

const agentCalls = agentContract.calls;
/** `before`: only rows of a smaller `seq`, as the answer before said in `next`; `null` for the first page. `next` is `null` when no row is left. */
const searchInput = z.strictObject({
  search: z.string().max(LONGEST_TYPED),
  limit: z.number().int().positive().max(500),
  before: z.number().int().nonnegative().nullable(),
});

/** Window to station. Calls that need the agent are passed on with the person's session; the station adds the shift's own work. */
export const stationContract = {
  name: 'wipebench-station',
  calls: {
    snapshot: call({ in: nothing, out: stationSnapshot }),
    'people.enrol': agentCalls['people.enrol'],
    'people.signIn': agentCalls['people.signIn'],
    'people.signInByBadge': agentCalls['people.signInByBadge'],
    'people.signOut': agentCalls['people.signOut'],
    ...peopleVerbs,
    /** What a person did last, as this station's copy of the ledger has it, the newest first; shift leads only. */
    'people.lastActs': call({
      in: z.strictObject({ session: sessionToken, personId: z.string().max(64) }),
      out: answer(z.strictObject({ acts: z.array(personAct).max(100), lookedThrough: z.number().int().nonnegative() })),
    }),
    ...qualityVerbs,
    ...bayVerbs,
    plan: call({ in: agentCalls.plan.in, out: answer(z.array(planRow)) }),
    preflight: agentCalls.preflight,
    'jobs.start': agentCalls['jobs.start'],
    'jobs.cancel': agentCalls['jobs.cancel'],
    'jobs.journal': call({ in: agentCalls['jobs.journal'].in, out: answer(z.array(journalLine)) }),
    'records.list': call({
      in: searchInput,
      out: z.strictObject({ rows: z.array(recordRow), next: z.number().int().nullable() }),
    }),
    'records.open': call({
      in: z.strictObject({ recordId: z.string() }),
      out: answer(z.strictObject({ record: recordV1, seq: z.number().int(), hash: z.string() })),
    }),
    'certificates.list': call({
      in: searchInput,
      out: z.strictObject({ rows: z.array(certificateRow), next: z.number().int().nullable() }),
    }),
    'certificates.issue': call({
      in: agentCalls['certificates.issue'].in,
      out: answer(z.strictObject({ certificateId: z.string() })),
    }),
    'certificates.open': call({
      in: z.strictObject({ certificateId: z.string() }),
      out: answer(
        z.strictObject({
          certificate: z.discriminatedUnion('format', [certificateV1, certificateV2]),
          seq: z.number().int(),
          hash: z.string(),
          pages: z.array(page),
          jsonPath: z.string(),
          pdfPath: z.string(),
          refusedByQuality: certificateRow.shape.refusedByQuality,
        }),
      ),
    }),
    'destructions.open': call({
      in: z.strictObject({ destructionId: z.string() }),
      out: answer(
        z.strictObject({
          destruction: destructionV1,
          seq: z.number().int(),
          hash: z.string(),
          pages: z.array(page),
          jsonPath: z.string(),
          pdfPath: z.string(),
        }),
      ),
    }),
    /** Of certificates of sanitization (`WB-`) and of destruction (`WD-`). */
    'certificates.verify': call({
      in: z.strictObject({ certificateId: z.string() }),
      out: answer(z.strictObject({ genuine: z.boolean(), findings: z.array(verifyFinding) })),
    }),
    ...paperVerbs,
    ...labelVerbs,
    ...printerVerbs,
    ...exportVerbs,
    ...languageVerbs,
    ...setupVerbs,
    ...lotCalls,
    ...receivingVerbs,
    ...uploadVerbs,
    ...sinkVerbs,
    'virtual.plug': agentCalls['virtual.plug'],
    'virtual.unplug': agentCalls['virtual.unplug'],
  },
  events: {
    'agent.changed': agentLink,
    'host.changed': hostFacts,
    'drive.changed': drive,
    'drive.removed': agentContract.events['drive.removed'],
    'job.changed': job,
    'people.changed': agentContract.events['people.changed'],
    'label.changed': queuedLabel,
    'printer.changed': printerState,
    'record.sealed': recordRow,
    'certificate.issued': certificateRow,
    'ledger.changed': z.strictObject({ entries: z.number().int(), problem: reason.nullable() }),
    'uploads.changed': uploadsView,
    ...languageEvents,
    ...lotEvents,
    ...receivingEvents,
    notice: agentNotice,
    ...bayEvents,
    ...qualityEvents,
    /** Work of the station that takes a while (an export), for a progress bar. */
    progress: z.strictObject({ task: z.enum(['export']), done: z.number(), total: z.number() }),
  },
} as const satisfies Contract;
export type StationContract = typeof stationContract;
export { session };
