import type { PrinterSettings } from '../../../core/domain/printer.ts';
import type { Reason } from '../../../core/domain/reason.ts';

export type PrinterReadiness = { readonly kind: 'ready' } | { readonly kind: 'not-ready'; readonly why: Reason };

export type PrintOutcome =
  /** The printer reported that nothing is left to print. */
  | { readonly kind: 'printed' }
  /** Not one byte of the label was sent; it may be tried again. */
  | { readonly kind: 'not-sent'; readonly why: Reason }
  /** Bytes were sent and the end was not seen: only a person can say whether there is a label. */
  | { readonly kind: 'uncertain'; readonly why: Reason };

/** In what a label is drawn and said. */
export type LabelFormat = Pick<PrinterSettings, 'language' | 'labelSize' | 'dotsPerMillimetre'>;

/** A label printer. Nothing that a cable or a printer does makes these throw. */
export type LabelPrinter = {
  /** Where it was last seen. */
  readonly path: string;
  readonly format: LabelFormat;
  readiness(): Promise<PrinterReadiness>;
  /** Prints one label. `onSending` is called when the printer is ready, right before the first byte goes out. */
  print(bytes: Uint8Array, onSending: () => void): Promise<PrintOutcome>;
};
