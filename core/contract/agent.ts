import { z } from 'zod';
import { bay } from '../domain/bay.ts';
import { drive } from '../domain/drive.ts';
import { job, journalLine } from '../domain/job.ts';
import { paperSettings } from '../domain/paper.ts';
import { person, pin, role } from '../domain/person.ts';
import { policy } from '../domain/policy.ts';
import { reason } from '../domain/reason.ts';
import { answer, refusalCode } from '../domain/refusal.ts';
import { planRow, techniqueId } from '../domain/technique.ts';
import { ledgerEntry } from '../record/ledgerEntry.ts';
import { bayEvents, bayVerbs } from './bayVerbs.ts';
import { destructionVerbs } from './destructionVerbs.ts';
import { peopleVerbs } from './peopleVerbs.ts';
import { qualityEvents, qualityVerbs } from './qualityVerbs.ts';
import { type Contract, call } from './rpc.ts';
import { sessionToken } from './sessionToken.ts';
import { settingVerbs } from './settingVerbs.ts';
import { sinkChange } from './sinkVerbs.ts';

const nothing = z.strictObject({});
const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const text = (max: number) => z.string().trim().min(1).max(max);

/** Who and what this agent is; `virtual` must be shown wherever a person could take its results for real. */
export const agentStation = z.strictObject({
  stationId: z.string(),
  stationName: z.string(),
  keyId: hex64,
  publicKeyBase64: z.string(),
  virtual: z.boolean(),
  build: z.string(),
  hostname: z.string(),
  startedAt: z.iso.datetime(),
});
export type AgentStation = z.infer<typeof agentStation>;

/** What the agent repaired or noticed at its start, and damage it names until it is mended. */
export const agentNotice = z.strictObject({
  at: z.iso.datetime(),
  severity: z.enum(['information', 'warning', 'damage']),
  reason,
});
export type AgentNotice = z.infer<typeof agentNotice>;

export const agentSnapshot = z.strictObject({
  station: agentStation,
  bays: z.array(bay),
  drives: z.array(drive),
  /** Running jobs and the ended ones whose drive is still in its bay, newest last. */
  jobs: z.array(job),
  people: z.array(person),
  policies: z.array(policy),
  notices: z.array(agentNotice),
  ledgerEntries: z.number().int().nonnegative(),
  ledgerHead: hex64,
  lastEvent: z.number().int().nonnegative(),
});
export type AgentSnapshot = z.infer<typeof agentSnapshot>;

export const session = z.strictObject({ token: sessionToken, person, expiresAt: z.iso.datetime() });
export type Session = z.infer<typeof session>;

/** Permission to start once: bound to identity, size and technique; the agent checks everything again at start. */
export const startToken = z.strictObject({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  /** What was looked at and found clear, in order: codes with words in `messages/<language>/reasons.json`. */
  checks: z.array(reason),
});

/** As long as any fact of a record may be; and as it is shown, where `\u{10FFFF}` may stand for each character. */
const LONGEST_FACT = 4096;
export const LONGEST_TYPED = 10 * LONGEST_FACT;

/** What an act of the shift adds to a job; printed on label and certificate, never used to find the drive. */
export const jobAsset = z.strictObject({ assetTag: text(LONGEST_FACT).nullable(), lotName: text(200).nullable() });

/**
 * Station to agent. It takes nouns, never paths, programs or "sign this". `serialTail` is what the person scanned or typed:
 * the agent compares it with the drive it re-identified.
 */
export const agentContract = {
  name: 'wipebench-agent',
  calls: {
    snapshot: call({ in: nothing, out: agentSnapshot }),
    'people.enrol': call({
      in: z.strictObject({
        session: sessionToken.nullable(),
        name: text(200),
        title: z.string().trim().max(200),
        roles: z.array(role).min(1),
        pin,
        badge: text(200).nullable(),
      }),
      out: answer(person),
    }),
    'people.signIn': call({ in: z.strictObject({ personId: z.string(), pin }), out: answer(session) }),
    /** A badge alone (`pin` null) is enough for the bench's work; acts of intent ask the PIN. */
    'people.signInByBadge': call({
      in: z.strictObject({ badge: text(200), pin: pin.nullable() }),
      out: answer(session),
    }),
    'people.signOut': call({ in: z.strictObject({ session: sessionToken }), out: nothing }),
    ...peopleVerbs,
    ...qualityVerbs,
    ...bayVerbs,
    ...settingVerbs,
    ...destructionVerbs,
    /** The station refused an act of its own by this code; that goes into the ledger too, as the station's word. */
    'acts.refusedAtStation': call({
      in: z.strictObject({ session: sessionToken, act: z.string().regex(/^[a-zA-Z.-]{1,64}$/), code: refusalCode }),
      out: nothing,
    }),
    plan: call({ in: z.strictObject({ driveId: z.string(), policyId: z.string() }), out: answer(z.array(planRow)) }),
    preflight: call({
      in: z.strictObject({ session: sessionToken, driveId: z.string(), policyId: z.string(), techniqueId }),
      out: answer(startToken),
    }),
    'jobs.start': call({
      in: z.strictObject({
        session: sessionToken,
        token: z.string(),
        serialTail: text(LONGEST_TYPED),
        asset: jobAsset,
        /** From the drive's label, as scanned or typed; only a PSID revert needs it. The agent writes it nowhere. */
        psid: z.string().max(200).optional(),
      }),
      out: answer(job),
    }),
    'jobs.cancel': call({
      in: z.strictObject({ session: sessionToken, jobId: z.string(), why: text(500) }),
      out: answer(nothing),
    }),
    'jobs.journal': call({ in: z.strictObject({ jobId: z.string() }), out: answer(z.array(journalLine)) }),
    'ledger.read': call({
      in: z.strictObject({ fromSeq: z.number().int().nonnegative(), limit: z.number().int().positive().max(500) }),
      /** With each entry the checkpoint that the station signed right after it. */
      out: z.strictObject({ entries: z.array(ledgerEntry), checkpoints: z.array(z.string()) }),
    }),
    /** The signed note on the ledger's first `entries` entries; `null` where it has not so many, or is damaged. */
    'ledger.checkpoint': call({
      in: z.strictObject({ entries: z.number().int().positive() }),
      out: z.strictObject({ checkpoint: z.string().nullable() }),
    }),
    /** The signed `WB1:` text for the label of a sealed record. */
    'labels.code': call({
      in: z.strictObject({ recordId: z.string() }),
      out: answer(z.strictObject({ labelCode: z.string() })),
    }),
    'certificates.issue': call({
      in: z.strictObject({
        session: sessionToken,
        recordId: z.string(),
        mediaSource: text(200).nullable(),
        destination: text(200).nullable(),
      }),
      out: answer(ledgerEntry),
    }),
    /**
     * Draws the PDF of an issued certificate, of sanitization or of destruction, from what the ledger holds, and signs that. `pageSha256`, of all bytes but the signature's own, is what was
     * signed: a desktop whose own drawing differs has no signature for it, and no call to ask for one.
     */
    'certificates.signPaper': call({
      in: z.strictObject({ certificateId: z.string() }),
      out: answer(z.strictObject({ pageSha256: hex64, signatureBase64: z.string(), signerBase64: z.string() })),
    }),
    /** How the next certificates look; changed only by a shift lead, and written into the ledger. */
    'paper.read': call({ in: nothing, out: answer(paperSettings) }),
    'paper.set': call({
      in: z.strictObject({ session: sessionToken, settings: paperSettings }),
      out: answer(ledgerEntry),
    }),
    /** Writes into the ledger who exported what; only a shift lead. The manifest digest is the desktop's word and the entry says so. */
    'exports.seal': call({
      in: z.strictObject({
        session: sessionToken,
        certificateIds: z.array(z.string()).min(1).max(10_000),
        manifestSha256: hex64,
      }),
      out: answer(ledgerEntry),
    }),
    /** Writes into the ledger who changed where the station uploads to. Before and after are the desktop's words, without secrets. */
    'uploads.noteChange': call({
      in: z.strictObject({
        session: sessionToken,
        change: sinkChange,
        sink: text(64),
        before: text(4096).nullable(),
        after: text(4096).nullable(),
      }),
      out: answer(ledgerEntry),
    }),
    /** Virtual benches only: a new image-file drive with a real file system on it, or its removal. */
    'virtual.plug': call({
      in: z.strictObject({
        bayId: z.string(),
        sizeBytes: z
          .number()
          .int()
          .min(1024 * 1024)
          .max(64 * 1024 ** 3),
        model: text(40),
        serialNumber: text(LONGEST_FACT),
        mediaType: z.enum(['magnetic', 'flash']),
        fileSystem: z.enum(['ext4', 'ntfs', 'none']),
        maxBytesPerSecond: z.number().int().positive().nullable(),
      }),
      out: answer(nothing),
    }),
    'virtual.unplug': call({ in: z.strictObject({ bayId: z.string() }), out: answer(nothing) }),
  },
  events: {
    'drive.changed': drive,
    'drive.removed': z.strictObject({ driveId: z.string(), bayId: z.string().nullable() }),
    'job.changed': job,
    'ledger.appended': ledgerEntry,
    'people.changed': z.strictObject({ people: z.array(person) }),
    notice: agentNotice,
    ...bayEvents,
    ...qualityEvents,
  },
} as const satisfies Contract;
export type AgentContract = typeof agentContract;
