import type { PrinterIdentity, PrinterPort, PrinterSettings } from '../../../core/domain/printer.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';

/**
 * Where the printer of the settings is now. One with an identity is looked for by it, so a renumbered port is found again and another printer under the
 * old name is refused; one without is taken by its name. Pure.
 */
export function findPrinter(
  { path, connection, identity }: Pick<PrinterSettings, 'path' | 'connection' | 'identity'>,
  ports: readonly PrinterPort[],
): { port: Pick<PrinterPort, 'path' | 'connection'> } | { why: Reason } {
  const here = ports.find((port) => port.path === path);
  if (identity === null) return { port: { path, connection } };
  const same = ports.filter((port) => isSame(port.identity, identity));
  const [found, ...more] = same;
  if (more.length > 0) {
    return { why: because('printer-identity-shared', { serialNumber: identity.serialNumber, count: same.length }) };
  }
  if (found !== undefined) return { port: found };
  if (here === undefined) return { why: because('printer-unplugged', { serialNumber: identity.serialNumber, path }) };
  const other = here.identity?.serialNumber ?? here.description;
  return { why: because('other-printer-on-port', { path, serialNumber: identity.serialNumber, other }) };
}

function isSame(one: PrinterIdentity | null, other: PrinterIdentity): boolean {
  return (
    one !== null &&
    one.vendorId === other.vendorId &&
    one.productId === other.productId &&
    one.serialNumber === other.serialNumber
  );
}
