import { describe, expect, it } from 'vitest';
import type { CertificateV1 } from '../../../core/record/certificateV1.ts';
import { certificateV2 } from '../../../core/record/certificateV2.ts';
import { CERTIFICATE_RULES } from '../../../core/record/compareFacts.ts';
import { doubtsAbout } from '../../../core/record/judgeRecord.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { verifyCertificateFile } from '../../../core/record/verifyCertificateFile.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { deviceErased } from '../../fixtures/record/deviceErased.ts';
import { issue, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

async function refutations(record: RecordV1, change?: (certificate: CertificateV1) => CertificateV1) {
  const { bytes } = await issue(await TestLedger.create(), record, change);
  const report = await verifyCertificateFile(bytes, { subject: 'c.json', pinnedKeyId: null }, nodeCrypto);
  return report.findings
    .filter(({ outcome }) => outcome === 'not-genuine')
    .map(({ details }) => details.field ?? details.why);
}

/** Another value of the same kind, so that only the comparison can notice. */
const OTHER: Partial<CertificateV1> = {
  virtual: false,
  stationId: 'station-2',
  stationName: 'Bench 2',
  record: { recordId: '0198a7f2-1111-7222-8333-444455556666', seq: 0, hash: 'ab'.repeat(32) },
  model: 'Another model',
  serialNumber: 'ANOTHER',
  propertyNumber: null,
  lotName: 'Lot 8',
  mediaType: 'flash',
  sizeBytes: 1,
  sanitizationMethod: 'purge',
  sanitizationTechnique: 'overwrite-stream',
  tools: [{ name: 'wipebench-engine', version: '9.9.9' }],
  verificationMethod: 'sampled',
  verificationSharePpm: 1,
  verdictOutcome: 'sanitized-with-exceptions',
  operator: {
    person: { personId: 'somebody', name: 'Somebody', title: '' },
    at: '2026-05-01T10:05:00.000Z',
    location: 'Gdańsk',
  },
};

describe('the comparison of a certificate with its record', () => {
  it('has a rule for every field of a certificate: compared, or a reason why it is not', () => {
    expect(Object.keys(CERTIFICATE_RULES).sort()).toEqual(Object.keys(certificateV2.shape).sort());
    const compared = Object.entries(CERTIFICATE_RULES)
      .filter(([, rule]) => !('own' in rule))
      .map(([field]) => field);
    expect(Object.keys(OTHER).sort()).toEqual(compared.sort());
  });

  it.each(Object.entries(OTHER))(
    'notices a signed certificate with another %s than its record',
    async (field, value) => {
      expect(await refutations(sampleRecord(), (certificate) => ({ ...certificate, [field]: value }))).toEqual([field]);
    },
  );

  it('notices an operator time outside the job', async () => {
    const late = (certificate: CertificateV1) => ({
      ...certificate,
      operator: { ...certificate.operator, at: '2026-05-01T10:05:00.001Z' },
    });
    expect(await refutations(sampleRecord(), late)).toEqual(['operator']);
  });
});

type Change = (record: RecordV1) => void;
const verification =
  (change: Partial<NonNullable<RecordV1['verification']>>): Change =>
  (record) => {
    if (record.verification !== null) Object.assign(record.verification, change);
  };
const canaries =
  (change: Partial<NonNullable<RecordV1['canaries']>>): Change =>
  (record) => {
    if (record.canaries !== null) Object.assign(record.canaries, change);
  };
const drive =
  (change: Partial<RecordV1['drive']>): Change =>
  (record) => {
    Object.assign(record.drive, change);
  };
const pass =
  (change: Partial<RecordV1['technique']['passes'][number]>): Change =>
  (record) => {
    Object.assign(record.technique.passes[0] ?? {}, change);
  };

const NOT_PROVEN: [string, Change][] = [
  ['the identity changed', drive({ identityAfter: 'changed' })],
  ['the identity was not read again', drive({ identityAfter: 'not-read' })],
  ['the capacity afterwards is unknown', drive({ capacityAfterBytes: null })],
  ['the capacity shrank', drive({ capacityAfterBytes: 512 })],
  ['the capacity is zero', drive({ capacityBeforeBytes: 0, capacityAfterBytes: 0 })],
  ['a hidden area is left', drive({ hiddenAreas: 'present' })],
  ...['sata', 'sas', 'scsi', 'unknown', 'nvme'].map((transport): [string, Change] => [
    `nobody looked for hidden areas of a ${transport} drive`,
    drive({ transport, hiddenAreas: 'not-examined' }),
  ]),
  ...['sata', 'usb', 'unknown'].map((transport): [string, Change] => [
    `a ${transport} drive is said to be of a kind without hidden areas`,
    drive({ transport, hiddenAreas: 'not-applicable' }),
  ]),
  [
    'an ATA drive behind a SAS controller is said to be of a kind without hidden areas',
    (record) => {
      Object.assign(record.drive, { transport: 'sas', hiddenAreas: 'not-applicable' });
      record.statusPages.push({ name: 'identify-hidden-areas', base64: '' });
    },
  ],
  [
    'a bridge passed ATA through and the hidden areas were not read all the same',
    (record) => {
      Object.assign(record.drive, { transport: 'usb', hiddenAreas: 'not-examined' });
      record.statusPages.push({ name: 'identify-hidden-areas', base64: '' });
    },
  ],
  [
    'more than Clear was asked for behind a bridge',
    (record) => {
      Object.assign(record.drive, { transport: 'usb', hiddenAreas: 'not-examined' });
      Object.assign(record.policy, { method: 'purge' });
      Object.assign(record.technique, { method: 'purge' });
    },
  ],
  ['the technique did not report its end', pass({ reportedComplete: false })],
  ['one byte was not written', pass({ writtenBytes: 64 * 1024 * 1024 - 1 })],
  ['less than the drive was planned', pass({ writtenBytes: 512, expectedBytes: 512 })],
  ['a sector could not be written', pass({ badBlocks: 1 })],
  ['the policy asks for more than was done', (record) => Object.assign(record.policy, { method: 'purge' })],
  ['there were no canaries', (record) => Object.assign(record, { canaries: null })],
  ['no canary was planted', canaries({ planted: 0, confirmed: 0, gone: 0 })],
  ['a canary was not confirmed', canaries({ confirmed: 63 })],
  ['a canary was not seen gone', canaries({ gone: 63 })],
  ['a canary survived', canaries({ survivors: 1 })],
  ['a canary could not be read', canaries({ unreadable: 1 })],
  ['nothing was read back', (record) => Object.assign(record, { verification: null })],
  ['the read-back did not report its end', verification({ reportedComplete: false })],
  ['one byte was not read back', verification({ readBytes: 64 * 1024 * 1024 - 1 })],
  ['nothing was to be read back', verification({ expectedBytes: 0, readBytes: 0 })],
  ['a byte differed', verification({ mismatchBytes: 1 })],
  ['a sector could not be read back', verification({ unreadableBlocks: 1 })],
  ['the full read-back left a part out', verification({ expectedBytes: 512, readBytes: 512 })],
  ['the full read-back states a part', verification({ sharePpm: 999_999 })],
  ['the samples have no seed', verification({ design: 'sampled', planSeed: null })],
  [
    'the share is larger than what was read',
    verification({ design: 'sampled', planSeed: 'x', expectedBytes: 512, readBytes: 512, sharePpm: 100_000 }),
  ],
  ['the share is nothing', verification({ design: 'sampled', planSeed: 'x', sharePpm: 0 })],
  [
    'bad ranges are listed',
    (record) => record.badRanges.push({ firstLba: 0, lastLba: 0, operation: 'write', error: 'EIO' }),
  ],
  ['bad ranges were cut', (record) => Object.assign(record, { badRangesCut: true })],
  [
    'reallocated sectors are not called an exception',
    (record) => Object.assign(record, { healthAfter: { ...record.healthBefore, reallocatedSectors: 3 } }),
  ],
  ...(['failed', 'stalled', 'interrupted', 'unverified'] as const).map((outcome): [string, Change] => [
    `its verdict is ${outcome}`,
    (record) => Object.assign(record.verdict, { outcome }),
  ]),
];

const deviceChange =
  (change: Partial<NonNullable<RecordV1['technique']['device']>>): Change =>
  (record) => {
    Object.assign(record.technique.device ?? {}, change);
  };
const comparison =
  (change: Partial<NonNullable<RecordV1['comparison']>>): Change =>
  (record) => {
    Object.assign(record.comparison ?? {}, change);
  };
const wholePass = sampleRecord().technique.passes[0];

const ERASE_NOT_PROVEN: [string, Change][] = [
  ...(['failed', 'stalled', 'unknown', 'interrupted', 'not-run'] as const).map((state): [string, Change] => [
    `the drive’s own state is ${state}`,
    deviceChange({ state }),
  ]),
  ['it may leave anything, but its name says otherwise', deviceChange({ leaves: 'anything' })],
  ['nothing was compared', (record) => Object.assign(record, { comparison: null })],
  ['the comparison did not end', comparison({ reportedComplete: false })],
  ['one sample was not compared', comparison({ compared: 2001 })],
  ['no sample was drawn', comparison({ samples: 0, compared: 0 })],
  ['one sample is unchanged', comparison({ unchanged: 1 })],
  ['one sample could not be read', comparison({ unreadable: 1 })],
  ['the samples hold several values', comparison({ uniformValue: null })],
  ['the read-back looked for another value', comparison({ uniformValue: 255 })],
  [
    'known content was only compared before and after',
    verification({ design: 'changed', expected: null, planSeed: 'x' }),
  ],
  ['nobody says who erased', (record) => Object.assign(record.technique, { device: null })],
  ['nobody knows the technique', (record) => Object.assign(record.technique, { techniqueId: 'nvme-magic' })],
  ['it was a discard', (record) => Object.assign(record.technique, { techniqueId: 'blkdiscard' })],
  [
    'the overwrite after it is short',
    (record) => record.technique.passes.push({ ...wholePass, writtenBytes: 1 } as never),
  ],
  ['a canary survived', canaries({ survivors: 1 })],
  [
    'it states that no residue can have been missed',
    (record) => {
      record.residueChances = record.residueChances.map((chance) => ({ ...chance, missedPpm: 0 }));
    },
  ],
];

describe('the second judgement of an erase by the drive itself', () => {
  const block = () => deviceErased(sampleRecord(), { technique: 'nvme-sanitize-block', leaves: 'uniform' });
  const crypto = () => deviceErased(sampleRecord(), { technique: 'nvme-sanitize-crypto', leaves: 'anything' });

  it('finds nothing to doubt in a proven one, with known content or without', () => {
    expect(doubtsAbout(block())).toEqual([]);
    expect(doubtsAbout(crypto())).toEqual([]);
  });

  it.each(ERASE_NOT_PROVEN)('refuses one where %s', (_name, change) => {
    const record = block();
    change(record);
    expect(doubtsAbout(record).length).toBeGreaterThan(0);
  });

  it('refuses a cryptographic erase that claims to have been read back against known content', () => {
    const record = crypto();
    Object.assign(record.verification ?? {}, { design: 'sampled', expected: '00' });
    expect(doubtsAbout(record).length).toBeGreaterThan(0);
  });

  it('refuses an overwrite that calls itself a purge, and passes that are not those of its technique', () => {
    const purge = sampleRecord();
    purge.technique.method = 'purge';
    expect(doubtsAbout(purge).length).toBeGreaterThan(0);
    const three = sampleRecord();
    three.technique.techniqueId = 'overwrite-three-pass';
    expect(doubtsAbout(three).length).toBeGreaterThan(0);
  });
});

describe('the second judgement of a record', () => {
  it('finds nothing to doubt in a proven one, full or sampled', () => {
    expect(doubtsAbout(sampleRecord())).toEqual([]);
    const sampled = sampleRecord();
    sampled.residueChances = sampled.residueChances.map((chance) => ({ ...chance, missedPpm: 1_000_000 }));
    verification({
      design: 'sampled',
      planSeed: 'seed',
      subsections: 1000,
      sharePpm: 100_000,
      expectedBytes: 6_710_887,
      readBytes: 6_710_887,
    })(sampled);
    expect(doubtsAbout(sampled)).toEqual([]);
  });

  it.each([
    ['sata', 'none'],
    ['sata', 'restored'],
    ['sas', 'not-applicable'],
    ['usb', 'not-examined'],
  ] as const)('accepts of a %s drive for Clear that its hidden areas are %s', (transport, hiddenAreas) => {
    const record = sampleRecord();
    Object.assign(record.drive, { transport, hiddenAreas });
    expect(doubtsAbout(record)).toEqual([]);
  });

  it.each(NOT_PROVEN)('refuses a signed certificate where %s', async (_name, change) => {
    const record = sampleRecord();
    change(record);
    expect(doubtsAbout(record).length).toBeGreaterThan(0);
    expect((await refutations(record)).length).toBeGreaterThan(0);
  });
});
