import { createHmac } from 'node:crypto';

/**
 * The value of the `Wipebench-Signature` header: `t=<seconds since 1970>,v1=<hex>`, where the hex is HMAC-SHA256 (RFC 2104) by the shared secret over
 * `<t>.<body>`. The receiver computes it again, compares in constant time and turns away what is older than it likes.
 */
export function signatureHeader(secret: string, at: Date, body: Uint8Array): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`;
}
