/** Letters and digits that nobody takes for one another when reading a label. */
const alphabet = '23456789ACDEFHJKLMNPRTUVWXY';

/** A serial number for a virtual drive that says what it is: `VIRT-` and eight random characters. */
export function newVirtualSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `VIRT-${[...bytes].map((byte) => alphabet[byte % alphabet.length]).join('')}`;
}
