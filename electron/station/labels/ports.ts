import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import type { PrinterIdentity, PrinterPort } from '../../../core/domain/printer.ts';

/** What is plugged in: serial ports as udev names them, and USB printers as the kernel's usblp driver does. Pseudo-terminals are never among them. */
export async function listPrinterPorts(sysfs = '/sys/class/usbmisc', devices = '/dev/usb'): Promise<PrinterPort[]> {
  const serial = (await SerialPort.list()).map((port): PrinterPort => {
    const { path, manufacturer, vendorId, productId, serialNumber } = port;
    const identity = identityOf(vendorId, productId, serialNumber);
    return { path, connection: 'serial', description: manufacturer ?? '', identity };
  });
  return [...serial, ...usbPrinters(sysfs, devices)];
}

/** USB printers (`/dev/usb/lpN`) with what their USB descriptors say; one that vanishes meanwhile is left out. */
export function usbPrinters(sysfs: string, devices: string): PrinterPort[] {
  return namesIn(sysfs)
    .filter((name) => /^lp\d+$/.test(name))
    .flatMap((name): PrinterPort[] => {
      const usbDevice = usbDeviceOf(join(sysfs, name));
      if (usbDevice === null) return [];
      const fact = (file: string): string => textIn(join(usbDevice, file));
      const identity = identityOf(fact('idVendor'), fact('idProduct'), fact('serial'));
      const description = [fact('manufacturer'), fact('product')].filter((text) => text !== '').join(' ');
      return [{ path: join(devices, name), connection: 'usb-printer', description, identity }];
    });
}

/** The USB device above the interface that the driver is bound to. */
function usbDeviceOf(node: string): string | null {
  try {
    return join(realpathSync(join(node, 'device')), '..');
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw cause;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    if (isAbsent(cause)) return [];
    throw cause;
  }
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    if (isAbsent(cause)) return '';
    throw cause;
  }
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && ['ENOENT', 'ENODEV', 'ENOTDIR'].includes(String(cause.code));
}

/** An identity needs all three: two printers of one model share the first two. */
function identityOf(vendorId = '', productId = '', serialNumber = ''): PrinterIdentity | null {
  if (vendorId === '' || productId === '' || serialNumber === '') return null;
  return { vendorId: vendorId.toLowerCase(), productId: productId.toLowerCase(), serialNumber };
}
