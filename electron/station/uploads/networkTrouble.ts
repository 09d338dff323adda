import { because, type Reason } from '../../../core/domain/reason.ts';

const UNTRUSTED =
  /^(UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_|ERR_TLS_CERT_ALTNAME_INVALID$|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$)/;
const TLS = /^(ERR_SSL_|ERR_TLS_|EPROTO$)/;
const NETWORK =
  /^(ECONN|EPIPE$|ETIMEDOUT$|EHOST|ENET|ENOTFOUND$|EAI_|EADDR|ABORT_ERR$|HPE_|UND_|ENOENT$|EACCES$|ERR_STREAM|ERR_HTTP|ERR_SOCKET)/;

/**
 * What a failure of a connection means, by its code (Node's and OpenSSL's): the other end cannot be reached, or its certificate does not prove who it
 * is. `null` when the code is none of a network: then it is this program's fault.
 */
export function networkTrouble(cause: unknown): Reason | null {
  if (!(cause instanceof Error)) return null;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return because('upload-no-answer', {});
  if (UNTRUSTED.test(code)) return because('upload-tls-untrusted', { problem: code });
  if (TLS.test(code)) return because('upload-tls-failed', { problem: code });
  if (NETWORK.test(code)) return because('upload-not-reached', { problem: code });
  return null;
}
