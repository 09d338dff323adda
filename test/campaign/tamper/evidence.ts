import { encodeLabelCode, labelCodeFacts, labelCodeMessage, labelCodePayload } from '../../../core/record/labelCode.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { issue, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { sampleExport } from '../../fixtures/record/sampleExport.ts';
import { makePaperKey, type SignedExport, type StationKeys, signedExport } from '../../fixtures/record/signedExport.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

type Export = Omit<SignedExport, 'labels'>;

/** Genuine evidence of one station, and the same by somebody else, for the campaign to take apart. */
export type Evidence = {
  /** Said of each tampering; nothing for what stations made first. */
  readonly about: string;
  /** The words that the station's test keys are made from, in the order in which they were taken up. */
  readonly keys: readonly string[];
  readonly keyId: string;
  readonly exported: Export;
  /** Places of certificates whose files are taken apart alone, each with its label. */
  readonly certificates: readonly {
    readonly about: string;
    readonly place: number;
    readonly label: string;
    /** Of the same wipe, by another key. */
    readonly strangerLabel: string;
  }[];
  /** Another export of the same first key whose ledger tells another history. */
  readonly other: Export;
  readonly strangerExport: Export;
};

const FIRST: StationKeys = [
  'WIPEBENCH TEST KEY, NOT SECRET. ',
  'WIPEBENCH TEST KEY 2, NOT SECRET',
  'WIPEBENCH TEST KEY 3, NOT SECRET',
];
const STRANGER: StationKeys = [
  'SOMEBODY ELSE, NOT THE STATION. ',
  'SOMEBODY ELSE 2, NOT THE STATION',
  'SOMEBODY ELSE 3, NOT THE STATION',
];

/** A station that never changed its key, with certificates of version 1, and one as stations work today. */
export async function makeEvidence(): Promise<readonly Evidence[]> {
  return [await withoutPaper(), await withPaper()];
}

async function withoutPaper(): Promise<Evidence> {
  const exported = await sampleExport(2, renderCertificatePdf);
  const strangerExport = await sampleExport(2, renderCertificatePdf, await TestLedger.create(STRANGER[0]));
  const forked = await TestLedger.create();
  await issue(forked, sampleRecord(9), undefined, 9);
  return {
    about: '',
    keys: FIRST.slice(0, 1),
    keyId: exported.ledger.keyId,
    exported,
    certificates: [
      {
        about: 'certificate',
        place: 0,
        label: labelOf(exported.ledger),
        strangerLabel: labelOf(strangerExport.ledger),
      },
    ],
    other: await sampleExport(2, renderCertificatePdf, forked),
    strangerExport,
  };
}

async function withPaper(): Promise<Evidence> {
  const paperKey = await makePaperKey();
  const exported = await signedExport(FIRST, paperKey);
  const strangerExport = await signedExport(STRANGER, paperKey);
  const certificateWithLabels = (about: string, place: number) => ({
    about,
    place,
    label: exported.labels[place] ?? '',
    strangerLabel: strangerExport.labels[place] ?? '',
  });
  return {
    about: ' with key changes and signed PDFs',
    keys: FIRST,
    keyId: exported.ledger.keyId,
    exported,
    certificates: [
      certificateWithLabels('certificate of version 2', 0),
      // Its record is of the second key, itself of the third.
      certificateWithLabels('certificate after key changes', 2),
    ],
    other: await signedExport(FIRST, paperKey, 11),
    strangerExport,
  };
}

/** The text of the label of the first wipe. */
function labelOf(ledger: TestLedger): string {
  const payload = labelCodePayload(labelCodeFacts(sampleRecord(1), ledger.keyId));
  return encodeLabelCode(payload, ledger.sign(labelCodeMessage(payload)));
}
