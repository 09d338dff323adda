const NAMES: Readonly<Record<string, string>> = {
  '\u0002': '<STX>',
  '\u0003': '<ETX>',
  '\u0006': '<ACK>',
  '\u0015': '<NAK>',
  // Some printers talk flow control on their own, whatever the port listens to; it says nothing here.
  '\u0011': '',
  '\u0013': '',
  // So that no answer can spell a name.
  '<': '<LT>',
};

/** A printer's answer with its control characters by name (ISO/IEC 646), so that it can be matched and read. */
export function controlNames(answer: string): string {
  return [...answer].map((character) => NAMES[character] ?? character).join('');
}
