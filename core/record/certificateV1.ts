import { z } from 'zod';
import { signingPerson } from './recordV1.ts';

const text = z.string().max(4096);
const fact = text.nullable();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One of the three people of a certificate: who, what they attest, when, where. */
export const personBlock = z.strictObject({ person: signingPerson, at: z.iso.datetime(), location: text });

/**
 * The NIST certificate of sanitization, version 1: the fields of SP 800-88r1 section 4.8 and App. G, and r2 section 4.6, each under the word of
 * r2. It is issued on one record and repeats the facts of that record; `verify` compares them one by one. `null` = not known or not given.
 */
export const certificateV1 = z.strictObject({
  format: z.literal('wipebench-certificate/1'),
  certificateId: z.string().regex(/^WB-[0-9A-F]{8}-[0-9]{8}$/),
  virtual: z.boolean(),
  issuedAt: z.iso.datetime(),
  stationId: text,
  stationName: text,
  record: z.strictObject({ recordId: z.uuid(), seq: z.number().int().nonnegative(), hash: sha256 }),
  manufacturer: fact,
  model: fact,
  serialNumber: fact,
  /** Organizationally assigned media or property number: the customer's asset tag. */
  propertyNumber: fact,
  lotName: fact,
  mediaType: z.enum(['magnetic', 'flash', 'hybrid', 'unknown']),
  /** User or computer the medium came from. */
  mediaSource: fact,
  sizeBytes: z.number().int().nonnegative(),
  preSanitizationConfidentiality: fact,
  sanitizationMethod: z.enum(['clear', 'purge', 'destroy']),
  sanitizationTechnique: text,
  tools: z.array(z.strictObject({ name: text, version: text })).min(1),
  /** `changed`: the drive was compared with what it held before; what a cryptographic erase leaves is known to nobody. */
  verificationMethod: z.enum(['full', 'sampled', 'changed']),
  verificationSharePpm: z.number().int().positive().max(1_000_000),
  verdictOutcome: z.enum(['sanitized', 'sanitized-with-exceptions']),
  postSanitizationConfidentiality: fact,
  destination: fact,
  operator: personBlock,
  /** Verification (r2 4.5): the operational check. Its person answers for the tool run, which may be the operator's own. */
  verifier: personBlock,
  /** Validation (r2 4.5): the decision of another person that the outcome is good; `null` = this drive was not drawn for it. */
  validator: personBlock.nullable(),
  issuer: personBlock,
  /** Codes of statements that nobody measured; printed apart from the facts, as attestations. */
  attestations: z.array(text),
});
export type CertificateV1 = z.infer<typeof certificateV1>;
