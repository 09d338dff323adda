import { byteRange, SIGNATURE_ROOM_BYTES, type SignatureHole } from '../../../core/record/signedPdf.ts';

/** What stands in `/ByteRange` until the offsets are known; as wide as they are. */
const UNKNOWN = [9_999_999_991, 9_999_999_992, 9_999_999_993] as const;

/** Types of the parts of pdfkit that its own types leave out. */
type Inner = PDFKit.PDFDocument & {
  _acroform: { readonly fonts: object; readonly defaultFont: string };
  readonly _root: { readonly data: Record<string, unknown> };
  readonly page: { readonly annotations: PDFKit.PDFKitReference[]; readonly dictionary: PDFKit.PDFKitReference };
};

/**
 * Puts an empty signature field (PAdES, ETSI EN 319 142-1: SubFilter `ETSI.CAdES.detached`) on the first page, which must be the only open one. The field
 * is not seen: a picture of a signature would only pretend to be one.
 */
export function addSignatureHole(
  document: PDFKit.PDFDocument,
  facts: { readonly at: Date; readonly name: string; readonly reason: string },
): void {
  const inner = document as Inner;
  const signature = document.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, ...UNKNOWN],
    Contents: new Uint8Array(SIGNATURE_ROOM_BYTES),
    M: facts.at,
    Name: textString(facts.name),
    Reason: textString(facts.reason),
  });
  const field = document.ref({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    T: textString('station'),
    Rect: [0, 0, 0, 0],
    // Printed and locked (ISO 32000-1 table 165); PDF/A wants the first.
    F: 132,
    V: signature,
    P: inner.page.dictionary,
  });
  inner.page.annotations.push(field);
  // pdfkit's own forms always bring a font that is not embedded; it ends this one and looks for these two things in it.
  inner._acroform = { fonts: {}, defaultFont: 'none' };
  inner._root.data.AcroForm = document.ref({ SigFlags: 3, Fields: [field], DR: { Font: {} } });
  for (const reference of [signature, field]) endOf(reference);
}

/** The drawn PDF with the offsets of its hole filled in. */
export function withByteRange(drawn: Buffer): Buffer {
  const unknown = `/ByteRange [0 ${UNKNOWN.join(' ')}]`;
  const at = drawn.lastIndexOf(unknown, undefined, 'latin1');
  const start = drawn.indexOf(`<${'00'.repeat(64)}`, at, 'latin1');
  if (at === -1 || start === -1) throw new Error('the PDF has no hole for its signature');
  const hole: SignatureHole = { start, end: start + 2 * SIGNATURE_ROOM_BYTES + 2 };
  drawn.write(`/ByteRange ${byteRange(hole, drawn.length)}`, at, 'latin1');
  return drawn;
}

/** Ends an object that is no stream; the types want a chunk, and a chunk would make it one. */
function endOf(reference: PDFKit.PDFKitReference): void {
  (reference as unknown as { end(): void }).end();
}

/** A PDF text string; pdfkit takes a plain string for a name. */
function textString(text: string): unknown {
  return Object(text);
}
