import { z } from 'zod';

const text = z.string().max(4096);
const fact = text.nullable();
const bytes = z.number().int().nonnegative();
const instant = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const details = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const reason = z.strictObject({ code: z.string(), details });

/** One run of one program, as it was. `argv` starts with the program's absolute path. */
export const commandRun = z.strictObject({
  tool: text,
  version: text,
  argv: z.array(text).min(1),
  startedAt: instant,
  elapsedMs: z.number().nonnegative(),
  exitCode: z.number().int().nullable(),
  signal: fact,
  stdoutSha256: sha256,
  stdoutBytes: bytes,
  stderrSha256: sha256,
  stderrBytes: bytes,
});
export type CommandRun = z.infer<typeof commandRun>;

export const blockRange = z.strictObject({
  firstLba: bytes,
  lastLba: bytes,
  operation: z.enum(['read', 'write']),
  error: text,
});

export const overwritePass = z.strictObject({
  /** Byte pattern in hex, or `stream` for an AES-256-CTR stream whose seed follows. */
  pattern: text,
  streamSeed: fact,
  expectedBytes: bytes,
  writtenBytes: bytes,
  reportedComplete: z.boolean(),
  badBlocks: bytes,
});
export type RecordedPass = z.infer<typeof overwritePass>;

const healthFacts = z.strictObject({
  grade: z.enum(['A', 'B', 'C', 'D', 'unknown']),
  temperatureCelsius: z.number().nullable(),
  powerOnHours: z.number().nullable(),
  reallocatedSectors: z.number().nullable(),
  pendingSectors: z.number().nullable(),
  uncorrectableErrors: z.number().nullable(),
  percentageUsed: z.number().nullable(),
});

export const signingPerson = z.strictObject({ personId: text, name: text, title: text });
export type SigningPerson = z.infer<typeof signingPerson>;

/**
 * The sealed machine facts of one sanitization, version 1 (docs/record-format.md). It stands for ever: later needs get a new version. A fact
 * that was not measured is `null`.
 */
export const recordV1 = z.strictObject({
  format: z.literal('wipebench-record/1'),
  recordId: z.uuid(),
  jobId: text,
  /** True for image files on a virtual bench: proves the software, sanitizes nothing that a customer owns. */
  virtual: z.boolean(),
  station: z.strictObject({
    stationId: text,
    stationName: text,
    hostname: text,
    operatingSystem: text,
    kernel: text,
    computerManufacturer: fact,
    computerModel: fact,
    computerSerialNumber: fact,
    agentBuild: text,
  }),
  clock: z.strictObject({
    source: text,
    /** `null` when the system does not say whether its clock is synchronized. */
    synchronized: z.boolean().nullable(),
    startedAt: instant,
    endedAt: instant,
    monotonicElapsedMs: z.number().nonnegative().nullable(),
  }),
  drive: z.strictObject({
    bayId: fact,
    transport: text,
    mediaType: z.enum(['magnetic', 'flash', 'hybrid', 'unknown']),
    model: fact,
    serialNumber: fact,
    wwn: fact,
    firmware: fact,
    identities: z.array(
      z.strictObject({
        source: text,
        model: fact,
        serialNumber: fact,
        wwn: fact,
        firmware: fact,
        sizeBytes: bytes.nullable(),
      }),
    ),
    logicalBlockBytes: bytes,
    physicalBlockBytes: bytes,
    capacityBeforeBytes: bytes,
    capacityAfterBytes: bytes.nullable(),
    identityAfter: z.enum(['same', 'changed', 'not-read']),
    /** HPA, DCO, AMAC and the like: `not-applicable` on transports that have none, `not-examined` when nobody looked. */
    hiddenAreas: z.enum(['none', 'restored', 'present', 'not-applicable', 'not-examined']),
  }),
  asset: z.strictObject({ assetTag: fact, lotName: fact }),
  operator: signingPerson,
  policy: z.strictObject({ policyId: text, title: text, method: z.enum(['clear', 'purge', 'destroy']), sha256 }),
  technique: z.strictObject({
    techniqueId: text,
    method: z.enum(['clear', 'purge', 'destroy']),
    /** An erase that the drive ran itself; `null` for an overwrite. */
    device: z
      .strictObject({
        /** By the drive's own state, read afresh after this run (its raw pages are in `statusPages`); never by an exit code. */
        state: z.enum(['completed', 'failed', 'stalled', 'unknown', 'interrupted', 'not-run']),
        /** What it leaves behind: one value everywhere, or anything that is not earlier data. */
        leaves: z.enum(['uniform', 'anything']),
        /** What else the drive said about this run. */
        notes: z.array(reason).max(64),
      })
      .nullable(),
    /** Every overwrite pass that was to be run, in order; after a device erase only where the policy wants one. */
    passes: z.array(overwritePass).max(8),
  }),
  canaries: z
    .strictObject({
      seed: text,
      /** How the places were drawn: anywhere, or one in each of `count` equal parts of the drive (and its first and last block). */
      layout: z.enum(['scattered', 'stratified']),
      count: bytes,
      planted: bytes,
      confirmed: bytes,
      gone: bytes,
      survivors: bytes,
      unreadable: bytes,
    })
    .nullable(),
  /** The same seeded places read before and after an erase of the drive's own; `null` for an overwrite, or when it was not done. */
  comparison: z
    .strictObject({
      planSeed: text,
      subsections: bytes,
      samples: bytes,
      sampledBytes: bytes,
      /** SHA-256 of the lines with the digests taken before. */
      beforeSha256: sha256,
      compared: bytes,
      unchanged: bytes,
      /** Samples that consisted of one repeated byte already before: of these "the same" says nothing. */
      uninformative: bytes,
      unreadable: bytes,
      /** The byte that every sample consisted of afterwards; `null` when there is no such one. */
      uniformValue: z.number().int().min(0).max(255).nullable(),
      reportedComplete: z.boolean(),
    })
    .nullable(),
  /** `full` and `sampled`: against known content, `expected` in hex or `stream`. `changed`: nothing is known but that it must differ. */
  verification: z
    .strictObject({
      design: z.enum(['full', 'sampled', 'changed']),
      expected: fact,
      planSeed: fact,
      subsections: bytes.nullable(),
      samplesPerSubsection: bytes.nullable(),
      samples: bytes.nullable(),
      sharePpm: bytes,
      expectedBytes: bytes,
      readBytes: bytes,
      mismatchBytes: bytes,
      unreadableBlocks: bytes,
      reportedComplete: z.boolean(),
    })
    .nullable(),
  /** The most it can be likely, in parts per million, that one connected piece of earlier data of this size was not noticed. */
  residueChances: z.array(z.strictObject({ residueBytes: bytes, missedPpm: bytes.max(1_000_000) })).max(16),
  badRanges: z.array(blockRange).max(10_000),
  /** True when there were more bad ranges than are listed. */
  badRangesCut: z.boolean(),
  tools: z.array(z.strictObject({ name: text, version: text })),
  commands: z.array(commandRun),
  /** Raw status pages of the drive, base64, by name; empty where the technique has none. */
  statusPages: z.array(z.strictObject({ name: text, base64: z.string() })),
  healthBefore: healthFacts,
  healthAfter: healthFacts.nullable(),
  /** How often the job was taken up again after a power loss or a restart. */
  resumed: bytes,
  verdict: z.strictObject({
    outcome: z.enum(['sanitized', 'sanitized-with-exceptions', 'failed', 'stalled', 'interrupted', 'unverified']),
    reasons: z.array(reason).min(1),
  }),
});
export type RecordV1 = z.infer<typeof recordV1>;
