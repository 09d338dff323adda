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
    /** Byte pattern in hex, or `stream` for an AES-256-CTR stream whose seed follows. */
    pattern: text,
    streamSeed: fact,
    expectedBytes: bytes,
    writtenBytes: bytes,
    reportedComplete: z.boolean(),
    badBlocks: bytes,
  }),
  canaries: z
    .strictObject({
      seed: text,
      count: bytes,
      planted: bytes,
      confirmed: bytes,
      gone: bytes,
      survivors: bytes,
      unreadable: bytes,
    })
    .nullable(),
  verification: z
    .strictObject({
      design: z.enum(['full', 'sampled']),
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
