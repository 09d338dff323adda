import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTamper } from '../campaign/tamper/runTamper.ts';
import { noBrowser } from '../fixtures/window/browserWindow.ts';

const page = join(import.meta.dirname, '../../out/verifier/verify.html');

/** A small share of `npm run campaign -- tamper`; all of it is in docs/campaigns/tamper.md. */
describe.skipIf(noBrowser !== null)('the tamper campaign', () => {
  it('has every tampering named by all three verifiers, and no genuine certificate called false', async () => {
    const result = await runTamper({ every: 181, genuine: 24, page, progress: () => undefined });
    expect(result.verifiers).toEqual(['wipebench verify', 'verify.py', 'verify.html']);
    expect(result.tampered).toBeGreaterThan(40);
    expect([...result.byKind.keys()].sort()).toEqual([
      'certificate',
      'certificate after key changes',
      'certificate of destruction',
      'certificate of version 2',
      'export',
      'export with key changes and signed PDFs',
      'label',
      'label with key changes and signed PDFs',
      'ledger',
      'ledger with a destruction',
      'ledger with key changes and signed PDFs',
    ]);
    expect(result.lies).toBeGreaterThan(500);
    expect(result.disagreements).toEqual([]);
    expect(result.missed).toEqual([]);
    expect(result.falseAlarms).toEqual([]);
  });
});
