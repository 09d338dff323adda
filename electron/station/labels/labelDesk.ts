import { SerialPort } from 'serialport';
import { z } from 'zod';
import { refuse } from '../../../core/domain/refusal.ts';
import type { OpenLabelDesk } from '../bench/labelDesk.ts';
import { labelContentFrom } from './labelContentFrom.ts';
import type { LabelPrinter } from './labelPrinter.ts';
import { createLabelQueue } from './labelQueue.ts';
import { previewPng } from './previewPng.ts';
import type { SerialSettings } from './serialLine.ts';
import { serialPrinter } from './serialPrinter.ts';

/** The printer in the station's settings; parity and flow control stand at what ZPL printers are shipped with. */
const printerSetting = z.strictObject({
  path: z.string().min(1),
  baudRate: z.number().int().positive(),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  flowControl: z.enum(['none', 'hardware', 'software']).default('none'),
});

export type LabelDeskParts = {
  readonly printerFor: (settings: SerialSettings) => LabelPrinter;
  /** The serial ports that the system lists; pseudo-terminals are never among them. */
  readonly listPorts: () => Promise<readonly { path: string; manufacturer?: string | undefined }[]>;
  readonly retryMs: { readonly waiting: number; readonly idle: number };
};

const REAL_PARTS: LabelDeskParts = {
  printerFor: (settings) => serialPrinter(settings),
  listPorts: () => SerialPort.list(),
  retryMs: { waiting: 2000, idle: 15_000 },
};

/** The label room on real serial ports. */
export const openLabelDesk: OpenLabelDesk = labelDeskWith(REAL_PARTS);

/** The label room with given ports and patience. */
export function labelDeskWith(parts: LabelDeskParts): OpenLabelDesk {
  return ({ database, settings, clock, onLabel, onPrinter }) => {
    const configured = settings.read('printer', printerSetting);
    const printer = configured === null ? null : parts.printerFor(configured);
    const queue = createLabelQueue({ database, clock, printer, onLabel, onPrinter, retryMs: parts.retryMs });
    return {
      labels: queue.labels,
      printer: queue.printer,
      enqueue: ({ record, labelCode, bayNumber, doubt }) =>
        queue.enqueue({
          recordId: record.recordId,
          jobId: record.jobId,
          content: labelContentFrom(record, labelCode, bayNumber),
          doubt,
        }),
      async preview(labelId) {
        const zpl = queue.zplOf(labelId);
        if (zpl === null) return { outcome: 'refused', refusals: [refuse('label-unknown', { labelId })] };
        const png = await previewPng(zpl);
        return {
          outcome: 'done',
          value: { pngBase64: Buffer.from(png).toString('base64'), zpl: new TextDecoder().decode(zpl) },
        };
      },
      reprint: queue.reprint,
      resolve: queue.resolve,
      async configure(path, baudRate) {
        const setting = path === '' ? null : printerSetting.parse({ path, baudRate });
        settings.write('printer', setting);
        return { outcome: 'done', value: await queue.takePrinter(setting === null ? null : parts.printerFor(setting)) };
      },
      candidates: async () =>
        (await parts.listPorts()).map(({ path, manufacturer }) => ({ path, description: manufacturer ?? '' })),
      stop: queue.stop,
    };
  };
}
