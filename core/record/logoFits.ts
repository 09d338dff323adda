import { fromBase64, toHex } from './bytes.ts';
import type { PaperV1 } from './certificateV2.ts';
import type { VerifyingCrypto } from './crypto.ts';

/** Whether a file carries exactly the logo that its paper names. */
export async function logoFits(
  carried: string | null,
  paper: PaperV1 | null,
  crypto: VerifyingCrypto,
): Promise<boolean> {
  const named = paper?.logo ?? null;
  if (named === null || carried === null) return named === carried;
  return toHex(await crypto.sha256(fromBase64(carried))) === named.sha256;
}
