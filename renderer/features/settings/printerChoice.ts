import type { PrinterPort, PrinterSettings } from '../../../core/domain/printer.ts';

/** Which entry of the printer list is chosen: none, a port typed by its path, or a listed device by its key. */
export type PrinterChoice = 'none' | 'typed' | `port ${string}`;

export type ListedPrinter = { readonly key: PrinterChoice; readonly port: PrinterPort; readonly there: boolean };

/** What is plugged in, and the printer of the settings also when it is not. */
export function listedPrinters(ports: readonly PrinterPort[], saved: PrinterSettings | null): ListedPrinter[] {
  const listed = ports.map((port) => ({ key: keyOf(port), port, there: true }));
  if (saved === null || saved.identity === null || listed.some(({ key }) => key === keyOf(saved))) return listed;
  return [{ key: keyOf(saved), port: { ...saved, description: '' }, there: false }, ...listed];
}

/** The entry that stands for the printer of the settings. */
export function choiceOf(saved: PrinterSettings | null, listed: readonly ListedPrinter[]): PrinterChoice {
  if (saved === null) return 'none';
  return listed.some(({ key }) => key === keyOf(saved)) ? keyOf(saved) : 'typed';
}

function keyOf({ identity, path }: Pick<PrinterPort, 'identity' | 'path'>): PrinterChoice {
  return identity === null
    ? `port ${path}`
    : `port ${identity.vendorId} ${identity.productId} ${identity.serialNumber}`;
}
