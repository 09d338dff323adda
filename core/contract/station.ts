import { z } from 'zod';
import { bay } from '../domain/bay.ts';
import { drive } from '../domain/drive.ts';
import { job, journalLine } from '../domain/job.ts';
import { paperLanguage, paperSettings } from '../domain/paper.ts';
import { person } from '../domain/person.ts';
import { policy } from '../domain/policy.ts';
import { printerPort, printerSettings } from '../domain/printer.ts';
import { reason } from '../domain/reason.ts';
import { answer } from '../domain/refusal.ts';
import { timeStampUrl } from '../domain/setup.ts';
import { planRow } from '../domain/technique.ts';
import { actV1 } from '../record/actV1.ts';
import { certificateV1 } from '../record/certificateV1.ts';
import { certificateV2 } from '../record/certificateV2.ts';
import { destructionV1 } from '../record/destructionV1.ts';
import { recordV1 } from '../record/recordV1.ts';
import { agentContract, agentNotice, agentStation, LONGEST_TYPED, session } from './agent.ts';
import { bayEvents, bayVerbs } from './bayVerbs.ts';
import { exportFilter, exportWish, MOST_EXPORTED } from './exportFilter.ts';
import { labelVerbs, queuedLabel } from './labelVerbs.ts';
import { languageEvents, languageVerbs } from './languageVerbs.ts';
import { lotCalls, lotEvents } from './lots.ts';
import { peopleVerbs } from './peopleVerbs.ts';
import { qualityEvents, qualityVerbs } from './qualityVerbs.ts';
import { receivingEvents, receivingVerbs } from './receivingVerbs.ts';
import { type Contract, call } from './rpc.ts';
import { setupVerbs } from './setupVerbs.ts';
import { sinkVerbs } from './sinkVerbs.ts';

const nothing = z.strictObject({});
const sessionToken = z.string().min(16).max(128);

/** Whether the station can see its agent; when it cannot, everything on the screen is old and says since when. */
export const agentLink = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('connected'), station: agentStation }),
  z.strictObject({ state: z.literal('lost'), since: z.iso.datetime(), why: z.string() }),
]);
export type AgentLink = z.infer<typeof agentLink>;

/** The bench PC itself; `null` is unknown, never zero. */
export const hostFacts = z.strictObject({
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  serialNumber: z.string().nullable(),
  operatingSystem: z.string(),
  loadPercent: z.number().nullable(),
  temperatureCelsius: z.number().nullable(),
  memoryFreeBytes: z.number().nullable(),
  clockSynchronized: z.boolean().nullable(),
});
export type HostFacts = z.infer<typeof hostFacts>;

export const printerState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('not-configured') }),
  z.strictObject({ kind: z.literal('ready'), path: z.string() }),
  z.strictObject({ kind: z.literal('not-ready'), path: z.string(), why: reason }),
]);
export type PrinterState = z.infer<typeof printerState>;

/** What became of a print: `not-sent` left no byte, `uncertain` means that only a person can say whether there is a label. */
export const printOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('printed') }),
  z.strictObject({ kind: z.literal('not-sent'), why: reason }),
  z.strictObject({ kind: z.literal('uncertain'), why: reason }),
]);
export type PrintOutcome = z.infer<typeof printOutcome>;

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

/**
 * One page as it prints, in points from the top left: the PDF and the window draw the same list, so that they cannot differ.
 * `text` is one line, already broken; `font` names a file of `resources/fonts`.
 */
export const pageItem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    x: z.number(),
    y: z.number(),
    sizePt: z.number(),
    font: z.enum(['regular', 'bold', 'mono', 'han', 'hanBold']),
    colour: z.string(),
    text: z.string(),
    /** Width the line was measured to, for the window to fit it exactly. */
    widthPt: z.number(),
  }),
  z.strictObject({
    kind: z.literal('line'),
    x1: z.number(),
    y1: z.number(),
    x2: z.number(),
    y2: z.number(),
    widthPt: z.number(),
    colour: z.string(),
  }),
  z.strictObject({
    kind: z.literal('box'),
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    fill: z.string().nullable(),
    stroke: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('qr'),
    x: z.number(),
    y: z.number(),
    width: z.number(),
    modules: z.array(z.string()),
  }),
  /** The shop's logo. */
  z.strictObject({
    kind: z.literal('image'),
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    pngBase64: z.string(),
  }),
]);
export type PageItem = z.infer<typeof pageItem>;
export const page = z.strictObject({ widthPt: z.number(), heightPt: z.number(), items: z.array(pageItem) });
export type Page = z.infer<typeof page>;

export const verifyFinding = z.strictObject({
  outcome: z.enum(['genuine', 'not-genuine', 'not-checked']),
  subject: z.string(),
  /** The sentence in English, and what it is made of for a reader in another language (`core/messages/<language>/findings.json`). */
  sentence: z.string(),
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type VerifyFinding = z.infer<typeof verifyFinding>;

/** One place that ledger entries are uploaded to. `target` holds no secret. */
export const uploadSinkView = z.strictObject({
  name: z.string(),
  kind: z.enum(['https', 'postgres', 'directory']),
  target: z.string(),
  /** Entries of the ledger that are durable there, and those that wait. */
  sent: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
  lastSuccessAt: z.iso.datetime().nullable(),
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('done') }),
    z.strictObject({ kind: z.literal('sending') }),
    /** By a shift lead, until one lets it go on. */
    z.strictObject({ kind: z.literal('paused') }),
    /** It is tried again by itself, not before `retryAt`. */
    z.strictObject({ kind: z.literal('waiting'), why: reason, retryAt: z.iso.datetime().nullable() }),
    /** Trying again would give the same answer: a person looks and un-parks. */
    z.strictObject({ kind: z.literal('parked'), why: reason }),
  ]),
});
export type UploadSinkView = z.infer<typeof uploadSinkView>;

/** `problem`: the upload settings cannot be used, so nothing is uploaded. */
export const uploadsView = z.strictObject({ sinks: z.array(uploadSinkView), problem: reason.nullable() });
export type UploadsView = z.infer<typeof uploadsView>;

export const stationSnapshot = z.strictObject({
  build: z.string(),
  agent: agentLink,
  host: hostFacts,
  bays: z.array(bay),
  drives: z.array(drive),
  jobs: z.array(job),
  people: z.array(person),
  policies: z.array(policy),
  notices: z.array(agentNotice),
  labels: z.array(queuedLabel),
  printer: printerState,
  /** State of the local copy of the ledger against the agent's chain. */
  ledger: z.strictObject({ entries: z.number().int(), problem: reason.nullable() }),
  lastEvent: z.number().int().nonnegative(),
});
export type StationSnapshot = z.infer<typeof stationSnapshot>;

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
    'paper.read': call({
      in: nothing,
      out: answer(z.strictObject({ ...paperSettings.shape, timeStampUrl: timeStampUrl.nullable() })),
    }),
    /**
     * How certificates look from now on; shift leads only. A logo comes as bare pixels on white: the window has drawn the file, so nothing but a picture
     * comes through. `keep` leaves the logo as it is.
     */
    'paper.set': call({
      in: z.strictObject({
        session: sessionToken,
        language: paperLanguage,
        shopName: paperSettings.shape.shopName,
        logo: z.union([
          z.literal('keep'),
          z.strictObject({
            widthPixels: z.number().int().min(1).max(640),
            heightPixels: z.number().int().min(1).max(240),
            rgbBase64: z.string().max(640 * 240 * 4),
          }),
          z.null(),
        ]),
        timeStampUrl: timeStampUrl.nullable(),
      }),
      out: answer(nothing),
    }),
    ...labelVerbs,
    'printer.configure': call({
      in: z.strictObject({ session: sessionToken, printer: printerSettings.nullable() }),
      out: answer(printerState),
    }),
    'printer.settings': call({ in: nothing, out: z.strictObject({ printer: printerSettings.nullable() }) }),
    /** Prints a label that says nothing of any drive. */
    'printer.test': call({ in: z.strictObject({ session: sessionToken }), out: answer(printOutcome) }),
    'printer.candidates': call({
      in: nothing,
      out: z.strictObject({ ports: z.array(printerPort) }),
    }),
    /** How many certificates a filter takes; counting ends one after the most that an export may hold. */
    'exports.count': call({
      in: z.strictObject({ filter: exportFilter }),
      out: z.strictObject({
        count: z
          .number()
          .int()
          .min(0)
          .max(MOST_EXPORTED + 1),
      }),
    }),
    /** Ends the export that is being written, if there is one and it is not sealed yet; its file is gone when `exports.create` answers. */
    'exports.cancel': call({ in: z.strictObject({ session: sessionToken }), out: answer(nothing) }),
    /** Opens the folder of the exports in the desktop's file manager. */
    'exports.openFolder': call({ in: nothing, out: answer(z.strictObject({ folder: z.string() })) }),
    'exports.create': call({
      in: z.strictObject({ session: sessionToken, wish: exportWish }),
      out: answer(
        z.strictObject({
          path: z.string(),
          sizeBytes: z.number(),
          certificates: z.number().int(),
          manifestSha256: z.string(),
        }),
      ),
    }),
    ...languageVerbs,
    ...setupVerbs,
    ...lotCalls,
    ...receivingVerbs,
    'uploads.list': call({ in: nothing, out: uploadsView }),
    /** A shift lead has put right what stood in the way: the parked sink goes on. */
    'uploads.unpark': call({
      in: z.strictObject({ session: sessionToken, sink: z.string().max(64) }),
      out: answer(uploadSinkView),
    }),
    /** Tries now instead of after the pause, with the settings as they are now. */
    'uploads.sendNow': call({
      in: z.strictObject({ session: sessionToken, sink: z.string().max(64) }),
      out: answer(uploadSinkView),
    }),
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
