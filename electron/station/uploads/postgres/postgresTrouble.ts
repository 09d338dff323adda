import { because, type Reason } from '../../../../core/domain/reason.ts';
import { networkTrouble } from '../networkTrouble.ts';

export type Trouble = { readonly outcome: 'again' | 'parked'; readonly why: Reason };

/**
 * SQLSTATEs (PostgreSQL appendix A) that only a person can change: wrong password or role, no such database, no such table or column, no right to it, a
 * value or a constraint that the shipped schema does not have. All others may pass by themselves: a restart, a full disk, a failover, a serialization.
 */
const FOR_A_PERSON = /^(28|22|23|3D000|3F000|42|0A000)/;
const MOST_TEXT = 200;

/**
 * What an error of the client means. By SQLSTATE where the server spoke, by the connection's code where it was the network; pg's own errors have neither and
 * always mean a connection that broke. `null` for a fault of this program.
 */
export function postgresTrouble(cause: unknown): Trouble | null {
  if (!(cause instanceof Error)) return null;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  if (code !== null && /^[0-9A-Z]{5}$/.test(code) && 'severity' in cause) {
    const why = because('upload-database-says', { problem: code, said: cause.message.slice(0, MOST_TEXT) });
    return { outcome: FOR_A_PERSON.test(code) ? 'parked' : 'again', why };
  }
  const network = networkTrouble(cause);
  if (network !== null) return { outcome: 'again', why: network };
  if (/does not support SSL|establishing an SSL connection/.test(cause.message)) {
    return { outcome: 'again', why: because('upload-tls-failed', { problem: 'no TLS' }) };
  }
  if (/^SASL/.test(cause.message)) {
    return {
      outcome: 'parked',
      why: because('upload-database-says', { problem: 'SASL', said: cause.message.slice(0, MOST_TEXT) }),
    };
  }
  if (/timeout|terminated|not queryable|closed|ended/i.test(cause.message) && code === null) {
    return {
      outcome: 'again',
      why: because('upload-connection-broke', { problem: cause.message.slice(0, MOST_TEXT) }),
    };
  }
  return null;
}
