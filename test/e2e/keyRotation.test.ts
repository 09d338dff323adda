import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageVerifier, type Verifier } from '../campaign/tamper/verifiers.ts';
import { fileBytes, ledgerBytes, type RotatedEvidence, rotatedEvidence } from '../fixtures/record/rotatedEvidence.ts';
import { noBrowser } from '../fixtures/window/browserWindow.ts';

const page = join(import.meta.dirname, '../../out/verifier/verify.html');

describe.skipIf(noBrowser !== null)('verify.html, given evidence of a station that changed its key', () => {
  let folder: string;
  let made: RotatedEvidence;
  let verifier: Verifier;
  const write = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wipebench-page-'));
    made = await rotatedEvidence();
    verifier = await pageVerifier(made.ledger.keyId, page);
  });
  afterAll(async () => {
    await verifier.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('follows the key changes from the first key: certificate, label, ledger', async () => {
    const certificate = write('certificate.json', fileBytes(made.certificate));
    expect((await verifier.verdict([certificate], [made.label])).exitCode).toBe(0);
    const files = [
      write('ledger.jsonl', ledgerBytes(made.ledger)),
      write('checkpoint.txt', await made.ledger.checkpoint()),
    ];
    expect((await verifier.verdict(files, [])).exitCode).toBe(0);
  });

  it('names a certificate whose key changes were left out', async () => {
    const rotations = made.certificate.rotations.slice(0, 1);
    const short = write('short.json', fileBytes({ ...made.certificate, rotations }));
    const { exitCode, sentence } = await verifier.verdict([short], []);
    expect([exitCode, sentence]).toEqual([1, expect.stringContaining('short.json')]);
  });
});
