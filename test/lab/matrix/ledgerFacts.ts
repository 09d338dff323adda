import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import { readStatement, type Statement } from '../../../native/agent/ledger/statement.ts';

/** The statement that an entry seals. Throws when it is none of the ledger's own kinds. */
export function readPayload({ envelope }: LedgerEntry): Statement {
  const statement = readStatement(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
  if ('problem' in statement) throw new Error(`an entry that cannot be read: ${statement.problem}`);
  return statement;
}
