/** What a killed process left behind, and must be named by the next start. */
export const LEFT = {
  'torn ledger line': ['ledger-repaired'],
  'torn journal line': ['journal-repaired'],
  'journal without an intent': ['job-not-begun'],
  'open job': ['job-taken-up'],
  'ended job without its record put away': ['job-sealed-after-restart'],
  'half state file of the agent': ['leftovers-removed'],
  'half certificate file': ['certificate-part-removed'],
  'half export': ['export-parts-removed'],
  'half uploaded file': ['upload-part-removed'],
  'label that was being sent': ['stopped-while-printing'],
} as const;
export type LeftKind = keyof typeof LEFT;
export type Left = { readonly kind: LeftKind; readonly what: string };

/** What was found on disk, on paper and at the endpoint once everything had come to rest. Facts only; what they mean is for the judge. */
export type KillEvidence = {
  readonly ledger: {
    /** Of the verifier over all entries and the signed checkpoint. */
    readonly outcome: 'genuine' | 'not-genuine' | 'unusable' | 'refused' | 'not-evidence';
    readonly findings: readonly string[];
    readonly hashes: readonly string[];
    readonly records: readonly { readonly recordId: string; readonly jobId: string; readonly outcome: string }[];
    readonly certificates: readonly { readonly certificateId: string; readonly recordId: string }[];
    /** Whether every line that stood whole at the kill stands there still. */
    readonly beginsAsBefore: boolean;
  };
  readonly mirror: { readonly entries: number; readonly problem: string | null };
  /** Jobs that the agent said it had begun, and those with a journal, by where the journal lies. */
  readonly jobs: {
    readonly answered: readonly string[];
    readonly open: readonly string[];
    readonly done: readonly string[];
  };
  /** Every file in the certificates' folder. */
  readonly certificateFiles: readonly { readonly name: string; readonly outcome: string }[];
  /** Every file in the exports' folder, and what `exports.create` had answered. */
  readonly exports: readonly { readonly name: string; readonly outcome: string }[];
  readonly exportsAnswered: readonly string[];
  readonly labels: readonly {
    readonly labelId: string;
    readonly recordId: string;
    readonly copy: number;
    readonly reason: string | null;
    readonly state: string;
    /** How often a person looked for it and did not find it. */
    readonly notFound: number;
    /** How often it came out whole. */
    readonly onPaper: number;
  }[];
  /** Labels on paper that are none of the queue's. */
  readonly strangeLabels: number;
  /** What the folder that is uploaded to holds: entries by place, certificates, and files that are neither. */
  readonly folder: {
    readonly entries: readonly { readonly seq: number; readonly hash: string | null }[];
    readonly certificates: readonly { readonly name: string; readonly outcome: string }[];
    readonly others: readonly string[];
  };
  /** What the endpoint took: each key once, in order of its first arrival; `differing` are keys that came with two bodies. */
  readonly endpoint: {
    readonly taken: readonly { readonly seq: number; readonly hash: string }[];
    readonly differing: readonly string[];
  };
  readonly agentFiles: readonly string[];
  readonly left: readonly Left[];
  /** Codes of notices, label states and label events after the start. */
  readonly said: readonly string[];
};
