/** What the drive is told to do with its media; SANACT of the Sanitize command (NVM Express Base 2.0, figure 303). */
export type SanitizeAction = 'block' | 'crypto' | 'overwrite';

const SANACT: Record<SanitizeAction, number> = { block: 2, overwrite: 3, crypto: 4 };
const NAMES: Record<SanitizeAction, string> = {
  block: 'start-block-erase',
  overwrite: 'start-overwrite',
  crypto: 'start-crypto-erase',
};
const ONE_PASS = 1 << 4;
const NO_DEALLOCATE = 1 << 9;

/** Command Dword 10 as the controller gets it, and as its log must tell it afterwards. Restricted: AUSE stays 0, so a failure cannot be left without a success. */
export function sanitizeDword10(action: SanitizeAction, noDeallocate: boolean): number {
  return SANACT[action] | (action === 'overwrite' ? ONE_PASS : 0) | (noDeallocate ? NO_DEALLOCATE : 0);
}

/** Arguments for nvme-cli. The number of passes is always said: none said means 16. */
export function sanitizeArgv(controllerPath: string, action: SanitizeAction, noDeallocate: boolean): string[] {
  return [
    'sanitize',
    controllerPath,
    `--sanact=${NAMES[action]}`,
    ...(action === 'overwrite' ? ['--owpass=1', '--ovrpat=0'] : []),
    ...(noDeallocate ? ['--no-dealloc'] : []),
  ];
}
