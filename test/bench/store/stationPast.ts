import type { CertificateV1 } from '../../../core/record/certificateV1.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { sampleCertificate, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';

/** How many certificates a lot has. */
export const LOT_SIZE = 200;

const MODELS = [
  ['ST4000NM0035-1V4107', 'ZC1'],
  ['HUS726040ALE614', 'K7G'],
  ['SAMSUNG MZ7LH960HAJR-00005', 'S45NNE0M'],
  ['WDC WD40EFRX-68N32N0', 'WD-WCC7K'],
  ['INTEL SSDSC2KB480G8', 'PHYF'],
  ['TOSHIBA MG08ACA16TE', '41Q0A'],
] as const;
const OPERATORS = ['Jana Kowalska', 'Paweł Nowak', 'Iwona Zielińska', 'Tomás Ruiz', '李伟', 'Alma Weiß', 'Ole Brandt'];
const SOURCES = ['Hospital Nord', 'Bank of Gdańsk', 'School district 7', 'Łódź office'];

/** What is different from one certificate of the made-up past to the next. */
export type PastFacts = {
  readonly number: number;
  readonly serialNumber: string;
  readonly model: string;
  readonly assetTag: string;
  readonly lotName: string;
  readonly operatorName: string;
  readonly mediaSource: string;
  readonly at: string;
  readonly recordId: string;
  readonly certificateId: string;
};

/** The facts of the `number`-th certificate, the same in every run; numbers are scattered as makers scatter them. */
export function pastFacts(number: number): PastFacts {
  const [model, start] = MODELS[scatter(number, 1) % MODELS.length] ?? MODELS[0];
  const lot = Math.floor(number / LOT_SIZE);
  const middle = (scatter(number, 2) % 36 ** 5).toString(36).toUpperCase().padStart(5, '0');
  return {
    number,
    serialNumber: `${start}${middle}${number.toString(36).toUpperCase().padStart(4, '0')}`,
    model,
    assetTag: `IT-${String(scatter(number, 3) % 90_000_000).padStart(8, '0')}`,
    lotName: `Lot ${2020 + (lot % 7)}-${String(lot).padStart(5, '0')}`,
    operatorName: OPERATORS[scatter(number, 4) % OPERATORS.length] ?? '',
    mediaSource: SOURCES[scatter(lot, 5) % SOURCES.length] ?? '',
    // One every three minutes: a million are six years.
    at: new Date(Date.UTC(2020, 0, 1) + number * 180_000).toISOString(),
    recordId: `0198a7f2-1111-7222-8333-${String(number).padStart(12, '0')}`,
    certificateId: `WB-0A1B2C3D-${String(number).padStart(8, '0')}`,
  };
}

/** The record with these facts. */
export function pastRecord(facts: PastFacts): RecordV1 {
  const sample = sampleRecord(1);
  const { model, serialNumber } = facts;
  return {
    ...sample,
    recordId: facts.recordId,
    clock: { ...sample.clock, startedAt: facts.at, endedAt: facts.at },
    drive: {
      ...sample.drive,
      model,
      serialNumber,
      identities: sample.drive.identities.map((identity) => ({ ...identity, model, serialNumber })),
    },
    asset: { assetTag: facts.assetTag, lotName: facts.lotName },
    operator: { ...sample.operator, name: facts.operatorName },
  };
}

/** The certificate on that record, which was sealed at this place. */
export function pastCertificate(
  facts: PastFacts,
  sealed: { readonly seq: number; readonly hash: string },
): CertificateV1 {
  const entry = { ...sealed, prev: '', envelope: { payload: '', payloadType: '', signatures: [] } };
  const sample = sampleCertificate(pastRecord(facts), entry as never, 1);
  return {
    ...sample,
    certificateId: facts.certificateId,
    issuedAt: facts.at,
    mediaSource: facts.mediaSource,
    issuer: { ...sample.issuer, at: facts.at },
  };
}

/** A number that looks like no other: the finalizer of MurmurHash3 over both. */
export function scatter(number: number, salt: number): number {
  let hash = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
