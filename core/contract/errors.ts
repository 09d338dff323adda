import type { Details } from '../domain/reason.ts';

/** Faults of a link or of a call; expected refusals are answers, not these. */
export type ContractErrorCode =
  | 'protocol-mismatch'
  | 'malformed-frame'
  | 'oversized-frame'
  | 'unknown-call'
  | 'invalid-input'
  | 'invalid-output'
  | 'internal'
  | 'link-closed'
  | 'timed-out';

/** An error that crosses the link as `{code, message, details}`. */
export class ContractError extends Error {
  readonly code: ContractErrorCode;
  readonly details: Details;

  constructor(code: ContractErrorCode, message: string, facts: Details = {}) {
    super(message);
    this.name = 'ContractError';
    this.code = code;
    this.details = facts;
  }
}
