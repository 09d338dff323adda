import { z } from 'zod';
import { labelOfUnwiped } from '../../../core/domain/label.ts';
import {
  FACTORY_PRINTER,
  type PrinterPort,
  type PrinterSettings,
  printerSettings,
} from '../../../core/domain/printer.ts';
import { refuse } from '../../../core/domain/refusal.ts';
import type { OpenLabelDesk } from '../bench/labelDesk.ts';
import { decidedLabel, type SupersededBecause } from './decidedLabel.ts';
import { labelContentFrom } from './labelContentFrom.ts';
import type { LabelPrinter } from './labelPrinter.ts';
import { createLabelQueue } from './labelQueue.ts';
import { assetOf, ofRecord, unwipedOf } from './labelSubjects.ts';
import { picturePng } from './picturePng.ts';
import { listPrinterPorts } from './ports.ts';
import { bytesFor } from './renderLabel.ts';
import { statusPrinter } from './statusPrinter.ts';
import { assetContentFrom, unwipedContentFrom } from './thingContent.ts';

/** The printer in the station's settings. What an earlier Wipebench did not ask for stands as printers leave the factory. */
const printerSetting = z.preprocess(
  (stored) => (typeof stored === 'object' && stored !== null ? { ...FACTORY_PRINTER, ...stored } : stored),
  printerSettings.nullable(),
);

export type LabelDeskParts = {
  readonly printerFor: (settings: PrinterSettings, listPorts: () => Promise<readonly PrinterPort[]>) => LabelPrinter;
  /** The ports that the system lists; pseudo-terminals are never among them. */
  readonly listPorts: () => Promise<PrinterPort[]>;
  readonly retryMs: { readonly waiting: number; readonly idle: number };
};

const REAL_PARTS: LabelDeskParts = {
  printerFor: (settings, listPorts) => statusPrinter(settings, listPorts),
  listPorts: () => listPrinterPorts(),
  retryMs: { waiting: 2000, idle: 15_000 },
};

/** The label room on real printers. */
export const openLabelDesk: OpenLabelDesk = labelDeskWith(REAL_PARTS);

/** The label room with given ports and patience. */
export function labelDeskWith(parts: LabelDeskParts): OpenLabelDesk {
  return ({ database, settings, clock, onLabel, onPrinter }) => {
    const printerOf = (setting: PrinterSettings | null): LabelPrinter | null =>
      setting === null ? null : parts.printerFor(setting, parts.listPorts);
    let configured = settings.read('printer', printerSetting);
    const queue = createLabelQueue({
      database,
      clock,
      printer: printerOf(configured),
      onLabel,
      onPrinter,
      retryMs: parts.retryMs,
    });

    const today = () => clock().toISOString().slice(0, 10);

    /** Binds a printer chosen by its port's name to what is plugged in there now. */
    async function withIdentity(setting: PrinterSettings): Promise<PrinterSettings> {
      if (setting.identity !== null) return setting;
      const here = (await parts.listPorts()).find(({ path }) => path === setting.path);
      return here === undefined ? setting : { ...setting, connection: here.connection, identity: here.identity };
    }

    return {
      labels: queue.labels,
      printer: queue.printer,
      enqueue: ({ record, labelCode, bayNumber, doubt }) =>
        queue.enqueue({
          subject: ofRecord(record),
          content: labelContentFrom(record, labelCode, bayNumber),
          doubt,
        }),
      decided(decisions) {
        const subject = ofRecord(decisions.record);
        const next = decidedLabel(decisions, queue.saidOf(subject.series), today());
        return next === null ? null : queue.supersede({ subject, ...next });
      },
      asset(thing) {
        const subject = assetOf(thing.thingId);
        const why: SupersededBecause = 'called-otherwise';
        const content = assetContentFrom(thing, today());
        const next = queue.supersede({ subject, content, why });
        const label = next ?? queue.newestOf(subject.series);
        if (label === null) throw new Error(`the ASSET label of ${thing.thingId} was neither queued nor there`);
        return { label, queued: next !== null };
      },
      unwiped(thing, toBeDestroyed) {
        const subject = unwipedOf(thing.thingId);
        const kind = labelOfUnwiped(toBeDestroyed, queue.newestOf(subject.series) !== null);
        const why: SupersededBecause = toBeDestroyed ? 'route-destroy' : 'route-changed';
        return kind === null
          ? null
          : queue.supersede({ subject, content: unwipedContentFrom(thing, kind, today()), why });
      },
      async preview(labelId) {
        const drawn = queue.pictureOf(labelId);
        if (drawn === null) return { outcome: 'refused', refusals: [refuse('label-unknown', { labelId })] };
        const { picture, format } = drawn;
        const { language, labelSize, dotsPerMillimetre } = format;
        return {
          outcome: 'done',
          value: {
            pngBase64: Buffer.from(picturePng(picture)).toString('base64'),
            language,
            labelSize,
            dotsPerMillimetre,
            sentBytes: bytesFor(picture, format).length,
          },
        };
      },
      reprint: queue.reprint,
      resolve: queue.resolve,
      async configure(setting) {
        configured = setting === null ? null : await withIdentity(setting);
        settings.write('printer', configured);
        return { outcome: 'done', value: await queue.takePrinter(printerOf(configured)) };
      },
      settings: () => configured,
      async testPrint() {
        const outcome = await queue.testPrint();
        if (outcome === null) return { outcome: 'refused', refusals: [refuse('printer-absent')] };
        return { outcome: 'done', value: outcome };
      },
      candidates: parts.listPorts,
      stop: queue.stop,
    };
  };
}
