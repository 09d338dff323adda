import { because, type Reason } from '../../../core/domain/reason.ts';
import { networkTrouble } from './networkTrouble.ts';
import { postgresTrouble } from './postgres/postgresTrouble.ts';
import { TlsFileUnusable } from './tlsFiles.ts';

/** Codes of Node, OpenSSL and PostgreSQL (SQLSTATE, appendix A) by what a person can do about them; the first that fits. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^(ENOTFOUND|EAI_)/, 'upload-test-name-unknown'],
  [/^ECONNREFUSED$/, 'upload-test-nobody-listens'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'upload-test-silent'],
  [/^(EHOST|ENET|EADDR)/, 'upload-test-no-way'],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, 'upload-test-certificate-date'],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'upload-test-certificate-name'],
  [
    /^ERR_SSL_.*(ALERT_CERTIFICATE|CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE|ALERT_UNKNOWN_CA|ALERT_HANDSHAKE_FAILURE)/,
    'upload-test-client-certificate',
  ],
  [/^28/, 'upload-test-password'],
  [/^3D000$/, 'upload-test-no-database'],
  [/^42P01$/, 'upload-test-no-tables'],
  [/^42501$/, 'upload-test-no-right'],
];

/** What a failed test means, in a sentence of its own kind; `null` for a fault of this program. Pure. */
export function testTrouble(cause: unknown): Reason | null {
  if (cause instanceof TlsFileUnusable)
    return because('upload-test-file', { file: cause.file, problem: cause.problem });
  if (!(cause instanceof Error)) return null;
  // A request's own time limit ends it as an abort; nothing else aborts a test.
  if (/^(Timeout|Abort)Error$/.test(cause.name) || /timeout expired/.test(cause.message))
    return because('upload-test-silent', {});
  const problem = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const sentence = SENTENCES.find(([codes]) => codes.test(problem))?.[1];
  if (sentence !== undefined) return because(sentence, { problem });
  if (/^SASL/.test(cause.message)) return because('upload-test-password', { problem: 'SASL' });
  const network = networkTrouble(cause);
  const why = network?.code === 'upload-tls-untrusted' ? network : (postgresTrouble(cause)?.why ?? network);
  switch (why?.code) {
    case undefined:
      return null;
    case 'upload-tls-untrusted':
      return because('upload-test-untrusted', why.details);
    case 'upload-tls-failed':
      return because('upload-test-no-tls', why.details);
    case 'upload-database-says':
      return why;
    default:
      return because('upload-test-broke', { problem: problem === '' ? cause.name : problem });
  }
}
