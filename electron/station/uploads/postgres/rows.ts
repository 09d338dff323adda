import { canonicalText } from '../../../../core/record/canonicalJson.ts';
import { envelopeText, type UploadItem } from '../uploadItem.ts';

export type Row = readonly (string | number | boolean | null)[];

export const ENTRY_COLUMNS = [
  'ledger_id',
  'seq',
  'prev',
  'hash',
  'payload_type',
  'envelope',
  'checkpoint',
  'station_id',
  'public_key',
] as const;
export const CERTIFICATE_COLUMNS = [
  'ledger_id',
  'seq',
  'certificate_id',
  'record_id',
  'issued_at',
  'virtual',
  'model',
  'serial_number',
  'asset_tag',
  'lot_name',
  'method',
  'technique',
  'file',
] as const;
export const FORK_COLUMNS = ['ledger_id', 'seq', 'hash', 'prev', 'envelope', 'checkpoint'] as const;

/** The row of `wipebench_entries`. */
export function entryRow({ message }: UploadItem): Row {
  const { ledgerId, stationId, publicKeyBase64, entry, checkpoint } = message;
  const { seq, prev, hash, envelope } = entry;
  const sealed = [envelope.payloadType, envelopeText(message), checkpoint];
  return [ledgerId, seq, prev, hash, ...sealed, columnText(stationId), publicKeyBase64];
}

/** The row of `wipebench_certificates`, if the item is a certificate. */
export function certificateRow({ message, certificate }: UploadItem): Row[] {
  if (certificate === null) return [];
  const { content, file } = certificate;
  const { certificateId, record, issuedAt, virtual, sanitizationMethod, sanitizationTechnique } = content;
  const searched = [content.model, content.serialNumber, content.propertyNumber, content.lotName].map(columnText);
  const place = [message.ledgerId, message.entry.seq];
  const said = [certificateId, record.recordId, issuedAt, virtual].map((fact) =>
    typeof fact === 'string' ? columnText(fact) : fact,
  );
  return [[...place, ...said, ...searched, sanitizationMethod, columnText(sanitizationTechnique), canonicalText(file)]];
}

/** The row of `wipebench_forks`. */
export function forkRow({ message }: UploadItem): Row {
  const { ledgerId, entry, checkpoint } = message;
  return [ledgerId, entry.seq, entry.hash, entry.prev, envelopeText(message), checkpoint];
}

/** PostgreSQL's text cannot hold U+0000, which drives have been seen to put into their serial number: in searched columns it stands as the sign U+2400. */
function columnText<T extends string | null>(text: T): T | string {
  return text === null ? text : text.replaceAll('\u0000', '\u2400');
}
