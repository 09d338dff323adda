import { z } from 'zod';

/** The command languages of label printers that are spoken. */
export const printerLanguage = z.enum(['zpl', 'epl2', 'tspl']);
export type PrinterLanguage = z.infer<typeof printerLanguage>;

/** The sizes of label there are templates for, in millimetres. */
export const labelSize = z.enum(['50x25', '100x50']);
export type LabelSize = z.infer<typeof labelSize>;

/** What a USB device says it is; it stays the same whatever name the system gives its port. */
export const printerIdentity = z.strictObject({
  vendorId: z.string().min(1).max(16),
  productId: z.string().min(1).max(16),
  serialNumber: z.string().min(1).max(200),
});
export type PrinterIdentity = z.infer<typeof printerIdentity>;

/** A port a printer may be on. `identity` is null where the device has no serial number of its own. */
export const printerPort = z.strictObject({
  path: z.string().min(1).max(500),
  connection: z.enum(['serial', 'usb-printer']),
  description: z.string(),
  identity: printerIdentity.nullable(),
});
export type PrinterPort = z.infer<typeof printerPort>;

/** How a label printer is set up. */
export const printerSettings = z.strictObject({
  /** Where it was when it was chosen; with an identity, it is looked for by that. */
  path: z.string().min(1).max(500),
  connection: z.enum(['serial', 'usb-printer']),
  identity: printerIdentity.nullable(),
  language: printerLanguage,
  labelSize,
  /** 8 is 203 dpi, 12 is 300 dpi. */
  dotsPerMillimetre: z.union([z.literal(8), z.literal(12)]),
  baudRate: z.number().int().min(1200).max(921_600),
  dataBits: z.union([z.literal(7), z.literal(8)]),
  parity: z.enum(['none', 'even', 'odd']),
  stopBits: z.union([z.literal(1), z.literal(2)]),
  flowControl: z.enum(['none', 'hardware', 'software']),
});
export type PrinterSettings = z.infer<typeof printerSettings>;

/** As ZPL printers leave the factory, on 50 x 25 mm labels. */
export const FACTORY_PRINTER: Omit<PrinterSettings, 'path'> = {
  connection: 'serial',
  identity: null,
  language: 'zpl',
  labelSize: '50x25',
  dotsPerMillimetre: 8,
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
};
