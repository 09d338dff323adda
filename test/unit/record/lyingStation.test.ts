import { describe, expect, it } from 'vitest';
import { certificateJsonPath, certificatePdfPath, EXPORT_PATHS } from '../../../core/record/exportLayout.ts';
import { verifyExportFiles } from '../../../core/record/verifyExport.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { type Bytes, type Lie, sampleExport, sealInto } from '../../fixtures/record/sampleExport.ts';
import type { TestLedger } from '../../fixtures/record/testLedger.ts';

type Unsealed = { files: Map<string, Bytes>; ledger: TestLedger; certificateIds: string[] };

/** An export sealed anew, with the genuine key, after somebody at the station changed it or told a lie. */
async function refutations(lie: Lie, change: (unsealed: Unsealed) => void = () => undefined): Promise<string[]> {
  const unsealed = await sampleExport(2);
  const { files, ledger, certificateIds } = unsealed;
  const { manifest, exportEntry, proofs, checkpoint } = EXPORT_PATHS;
  for (const path of [manifest, exportEntry, proofs, checkpoint]) files.delete(path);
  change(unsealed);
  await sealInto(files, ledger, certificateIds, lie);
  const options = { subject: 'batch', pinnedKeyId: ledger.keyId, comparePdf: null };
  const report = await verifyExportFiles(files, options, nodeCrypto);
  expect(report.outcome === 'genuine').toBe(report.opened !== null);
  return report.findings
    .filter(({ outcome }) => outcome === 'not-genuine')
    .map(({ subject, code }) => `${subject.replace('batch/', '')} ${code}`);
}

const FIRST = 'WB-0A1B2C3D-00000001';
const SECOND = 'WB-0A1B2C3D-00000002';

describe('an export that a station sealed with its genuine key', () => {
  it('is genuine when nobody lied', async () => {
    expect(await refutations({})).toEqual([]);
  });

  const lies: [string, Lie, string][] = [
    [
      'the checkpoint counts another length',
      { checkpoint: { entries: 3 } },
      'ledger/checkpoint.txt checkpoint-other-place',
    ],
    [
      'the export is not proven to be in the ledger',
      { proofs: { inclusion: [] } },
      'ledger/proofs.json entry-not-in-tree',
    ],
    [
      'the checkpoint is of another station',
      { checkpoint: { stationId: 'station-2' } },
      'ledger/checkpoint.txt other-station',
    ],
    [
      'the checkpoint says it is no virtual bench',
      { checkpoint: { virtual: false } },
      'ledger/checkpoint.txt other-station',
    ],
    [
      'fewer certificates were issued than it holds',
      { checkpoint: { certificates: 1 } },
      'ledger/checkpoint.txt more-than-issued',
    ],
    ['the sealing is of another station', { sealed: { stationId: 'station-2' } }, 'ledger/export.json other-station'],
    [
      'the sealing lists other certificates',
      { sealed: { certificateIds: [FIRST] } },
      'ledger/export.json manifest-other-certificates',
    ],
    [
      'the sealing is of another manifest',
      { sealed: { manifestSha256: 'ab'.repeat(32) } },
      'manifest.json manifest-other-digest',
    ],
    ['the manifest names another key', { manifest: { keyId: 'ab'.repeat(32) } }, 'manifest.json manifest-other-key'],
    ['the manifest lists no files', { manifest: { files: [] } }, 'manifest.json wrong-shape'],
    [
      'the manifest lists certificates unsorted',
      { manifest: { certificateIds: [SECOND, FIRST] } },
      'manifest.json wrong-shape',
    ],
    [
      'the manifest lists a certificate twice',
      { manifest: { certificateIds: [FIRST, FIRST, SECOND] } },
      'manifest.json wrong-shape',
    ],
  ];
  it.each(lies)('is refused when %s', async (_name, lie, refutation) => {
    expect(await refutations(lie)).toEqual([refutation]);
  });

  it('is refused when all its own words name another station than its certificates', async () => {
    const stationId = 'station-2';
    const found = await refutations({ manifest: { stationId }, sealed: { stationId }, checkpoint: { stationId } });
    expect(found).toEqual([FIRST, SECOND].map((id) => `${certificateJsonPath(id)} other-station`));
  });

  it('is refused when it hides that its certificates are of a virtual bench', async () => {
    const found = await refutations({ sealed: { virtual: false }, checkpoint: { virtual: false } });
    expect(found).toEqual([FIRST, SECOND].map((id) => `${certificateJsonPath(id)} other-station`));
  });

  it('is refused when a size in the manifest is wrong although the digest is right', async () => {
    const { files } = await sampleExport(2);
    const manifest: { files: { path: string; sizeBytes: number }[] } = JSON.parse(
      new TextDecoder().decode(files.get(EXPORT_PATHS.manifest)),
    );
    const listed = manifest.files.map((file) => (file.path === EXPORT_PATHS.readme ? { ...file, sizeBytes: 1 } : file));
    expect(await refutations({ manifest: { files: listed } })).toEqual(['README.txt file-changed']);
  });

  it('is refused when a certificate stands under the name of another', async () => {
    const swap = ({ files }: Unsealed) => {
      for (const pathOf of [certificateJsonPath, certificatePdfPath]) {
        const [first, second] = [files.get(pathOf(FIRST)), files.get(pathOf(SECOND))];
        if (first !== undefined && second !== undefined) files.set(pathOf(FIRST), second).set(pathOf(SECOND), first);
      }
    };
    expect(await refutations({}, swap)).toEqual([FIRST, SECOND].map((id) => `${certificateJsonPath(id)} name-differs`));
  });
});
