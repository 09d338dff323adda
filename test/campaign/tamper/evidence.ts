import { encodeLabelCode, labelCodeFacts, labelCodeMessage, labelCodePayload } from '../../../core/record/labelCode.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { issue, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { drawStandIn, sampleExport } from '../../fixtures/record/sampleExport.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

type Export = Awaited<ReturnType<typeof sampleExport>>;

/** Genuine evidence of one station, and the same by somebody else, for the campaign to take apart. */
export type Evidence = {
  readonly keyId: string;
  readonly exported: Export;
  readonly certificate: Uint8Array;
  readonly label: string;
  /** Another export of the same key whose ledger tells another history. */
  readonly other: Export;
  readonly stranger: TestLedger;
  readonly strangerCertificate: Uint8Array;
  readonly strangerExport: Export;
  readonly strangerLabel: string;
};

const STRANGER = 'SOMEBODY ELSE, NOT THE STATION. ';

export async function makeEvidence(): Promise<Evidence> {
  const exported = await sampleExport(2, renderCertificatePdf);
  const stranger = (await sampleExport(2, drawStandIn, await TestLedger.create(STRANGER))).ledger;
  const strangerExport = await sampleExport(2, renderCertificatePdf, await TestLedger.create(STRANGER));
  const first = (of: Export) => of.files.get(`certificates/${of.certificateIds[0]}.json`) ?? new Uint8Array();
  const forked = await TestLedger.create();
  await issue(forked, sampleRecord(9), undefined, 9);
  return {
    keyId: exported.ledger.keyId,
    exported,
    certificate: first(exported),
    label: labelOf(exported.ledger),
    other: await sampleExport(2, renderCertificatePdf, forked),
    stranger,
    strangerCertificate: first(strangerExport),
    strangerExport,
    strangerLabel: labelOf(stranger),
  };
}

/** The text of the label of the first wipe. */
function labelOf(ledger: TestLedger): string {
  const payload = labelCodePayload(labelCodeFacts(sampleRecord(1), ledger.keyId));
  return encodeLabelCode(payload, ledger.sign(labelCodeMessage(payload)));
}
