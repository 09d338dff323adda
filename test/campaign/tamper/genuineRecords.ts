import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { residueChances } from '../../../core/record/residueChances.ts';
import { deviceErased } from '../../fixtures/record/deviceErased.ts';
import { sampleRecord } from '../../fixtures/record/sampleEvidence.ts';

const TECHNIQUES = [
  ['nvme-sanitize-block', 'anything'],
  ['nvme-sanitize-overwrite', 'uniform'],
  ['ata-security-erase', 'uniform'],
  ['ata-security-erase-enhanced', 'anything'],
  ['scsi-format-unit', 'uniform'],
  ['opal-psid-revert', 'anything'],
] as const;
/** Texts that drives and asset lists have been seen to hold, and worse. */
const TEXTS = [
  null,
  '',
  'WD-WCC4N1',
  '  spaces  ',
  '"quoted", and comma',
  "=1+1'",
  '@SUM(A1)',
  '^XA~JA^XZ',
  'Żółw 工作台 ünïcode',
  '\u202eLTR\u202c',
  '😀🚀',
  'a\\b/c..',
  'line\nfeed\tand tab',
  '\u0000\u0007\u001b[31m',
  '\u2028\u2029\ufeff',
  'x'.repeat(4000),
];
const NUMBERS = [0, 0.5, 1e-7, 1.1, 123456.789, 300000.25, 9007199254740991, 5e-324, 0.1 + 0.2];

/** The `number`-th of a row of records that differ in technique, read-back, texts and numbers, and all prove a sanitized drive. */
export function genuineRecord(number: number): RecordV1 {
  const base = sampleRecord(number);
  const text = (salt: number) => TEXTS[(number * 7 + salt * 5) % TEXTS.length] ?? null;
  const varied: RecordV1 = {
    ...base,
    asset: { assetTag: text(1), lotName: text(2) },
    station: { ...base.station, computerModel: text(3) },
    drive: { ...base.drive, model: text(4), serialNumber: text(5), firmware: text(6) },
    clock: { ...base.clock, monotonicElapsedMs: NUMBERS[number % NUMBERS.length] ?? null },
    statusPages: [{ name: text(7) ?? 'page', base64: 'AAECAw==' }],
    resumed: number % 3,
  };
  const [technique, leaves] = TECHNIQUES[number % TECHNIQUES.length] ?? TECHNIQUES[0];
  if (number % 3 === 0) return deviceErased(varied, { technique, leaves });
  return number % 3 === 1 ? varied : sampled(varied);
}

/** The same with a sampled read-back and canaries drawn anywhere. */
function sampled(record: RecordV1): RecordV1 {
  const size = record.drive.capacityBeforeBytes;
  const bytes = 2002 * 4096;
  const plans = {
    canaries: record.canaries === null ? null : { ...record.canaries, layout: 'scattered' as const },
    comparison: null,
    verification: {
      design: 'sampled' as const,
      expected: '00',
      planSeed: 'ef'.repeat(32),
      subsections: 1000,
      samplesPerSubsection: 2,
      samples: 2002,
      sharePpm: Math.floor((bytes / size) * 1_000_000),
      expectedBytes: bytes,
      readBytes: bytes,
      mismatchBytes: 0,
      unreadableBlocks: 0,
      reportedComplete: true,
    },
  };
  return { ...record, ...plans, residueChances: residueChances(size, plans) };
}
