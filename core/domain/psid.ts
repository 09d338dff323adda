/**
 * The PSID as a drive takes it, from what a person typed or scanned off its label: 32 capitals and digits; labels also print it in groups and some codes
 * name it first. `null`: it is none.
 */
export function readPsid(typed: string): string | null {
  const plain = typed.replace(/^\s*PSID\s*[:=]?/i, '').replace(/[\s-]/g, '');
  const psid = plain.toUpperCase();
  return /^[0-9A-Z]{32}$/.test(psid) ? psid : null;
}
