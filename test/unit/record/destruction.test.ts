import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import type { DestructionV1 } from '../../../core/record/destructionV1.ts';
import { witnessIsApart } from '../../../core/record/destructionV1.ts';
import { judge } from '../../../core/record/judgement.ts';
import { verifyDestructionFile } from '../../../core/record/verifyDestructionFile.ts';
import { verifyEvidence } from '../../../core/record/verifyEvidence.ts';
import { wordsForPeople } from '../../../core/record/wordsForPeople.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import {
  destructionLies,
  destructionTamperings,
  untouchedDestruction,
} from '../../campaign/tamper/destructionTamperings.ts';
import type { Tampering } from '../../campaign/tamper/tamperings.ts';
import {
  DESTRUCTION,
  destroyedLedger,
  destructionBytes,
  destructionFile,
  sampleDestruction,
} from '../../fixtures/record/sampleDestruction.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

/** What `verify` says of the files of a tampering under the station's key. */
async function judged({ files }: Tampering, pinnedKeyId: string) {
  const tools = { pinnedKeyId, comparePdf: null, crypto: nodeCrypto };
  const note = files.find(([name]) => name === 'checkpoint.txt')?.[1] ?? null;
  const reports = [];
  for (const [name, bytes] of files.filter(([name]) => name !== 'checkpoint.txt')) {
    reports.push(await verifyEvidence(name, bytes, { subject: 'checkpoint.txt', bytes: note }, tools));
  }
  return { reports, judgement: judge(reports, pinnedKeyId) };
}

async function codesOf(change: Partial<DestructionV1>): Promise<string[]> {
  const { bytes, keyId } = await destructionBytes(change);
  const { findings } = await verifyDestructionFile(bytes, { subject: 'it', pinnedKeyId: keyId }, nodeCrypto);
  return findings.filter(({ outcome }) => outcome === 'not-genuine').map(({ code }) => code);
}

describe('a certificate of destruction', () => {
  it('is genuine alone and in its ledger, and is said to be stated and not measured, never sanitized', async () => {
    const { keyId } = await destructionBytes();
    for (const one of await untouchedDestruction()) {
      const { reports, judgement } = await judged(one, keyId);
      expect(judgement, one.what).toMatchObject({ exitCode: 0, keyIds: [keyId] });
      const words = wordsForPeople(reports, judgement);
      expect(words).toMatch(/[Nn]obody measured/);
      expect(words).not.toContain('sanitized');
      expect(reports.flatMap(({ certificates }) => certificates)).toEqual([]);
    }
  });

  it('is not genuine with any field changed, by another key, or moved; so is its ledger with the entry dropped or doubled', async () => {
    const { keyId } = await destructionBytes();
    let tried = 0;
    for await (const one of destructionTamperings()) {
      const { judgement } = await judged(one, keyId);
      expect(judgement.exitCode, `${one.what}: ${judgement.sentence}`).toBe(1);
      tried += 1;
    }
    expect(tried).toBeGreaterThan(300);
  });

  it('is refused when the station itself contradicts itself: number, witness, a wipe after it, a second one', async () => {
    expect(await codesOf({})).toEqual([]);
    expect(await codesOf({ destructionId: 'WD-0A1B2C3D-00000003' })).toEqual(['destruction-number-differs']);
    expect(await codesOf({ witness: ' ANNA-Nowak ' })).toEqual(['witness-not-apart']);
    expect(await codesOf({ witness: '—' })).toEqual(['witness-not-apart']);
    const wipes = [{ recordId: '0198a7f2-1111-7222-8333-000000000001', seq: 2, hash: 'ab'.repeat(32) }];
    expect(await codesOf({ wipes })).toEqual(['record-not-there']);
    let lies = 0;
    for await (const one of destructionLies()) {
      if (one.what !== 'own lie: a second destruction of one thing') continue;
      const { keyId } = await destructionBytes();
      expect((await judged(one, keyId)).judgement).toMatchObject({ exitCode: 1 });
      lies += 1;
    }
    expect(lies).toBe(1);
  });

  it('follows the station’s key changes from its first key, and names wipes that stand in the ledger only', async () => {
    const ledger = await TestLedger.create();
    await ledger.append(
      DESTRUCTION,
      sampleDestruction(0, { thing: { ...sampleDestruction(0).thing, thingId: 'other' } }),
    );
    await ledger.rotate('WIPEBENCH TEST KEY 2, NOT SECRET');
    const entry = await ledger.append(DESTRUCTION, sampleDestruction(2));
    const bytes = canonicalBytes(await destructionFile(ledger, entry));
    const options = { subject: 'it', pinnedKeyId: ledger.keyId };
    const { outcome, findings } = await verifyDestructionFile(bytes, options, nodeCrypto);
    expect(outcome).toBe('genuine');
    expect(findings.map(({ code }) => code)).toContain('keys-followed');
    const stranger = await destroyedLedger({
      wipes: [{ recordId: '0198a7f2-1111-7222-8333-000000000001', seq: 1, hash: 'ab'.repeat(32) }],
    });
    const whole = await judged(
      {
        what: 'a wipe that is not there',
        files: [
          [
            'ledger.jsonl',
            new TextEncoder().encode(
              stranger.ledger.entries.map((one) => `${new TextDecoder().decode(canonicalBytes(one))}\n`).join(''),
            ),
          ],
          ['checkpoint.txt', new TextEncoder().encode(await stranger.ledger.checkpoint())],
        ],
      },
      stranger.ledger.keyId,
    );
    expect(whole.judgement.sentence).toContain('there is none');
  });
});

describe('a witness', () => {
  it.each([
    ['Anna Nowak', 'Anna Nowak', false],
    ['anna  nowak', 'Anna Nowak', false],
    ['Ａｎｎａ Nowak', 'Anna Nowak', false],
    ['Anna\u200b Nowak.', 'Anna Nowak', false],
    ['', 'Anna Nowak', false],
    [' - ', 'Anna Nowak', false],
    ['Anna Nowakowska', 'Anna Nowak', true],
    ['王芳', '李伟', true],
  ])('%j beside %j: apart %s', (witness, person, apart) => {
    expect(witnessIsApart(witness, person)).toBe(apart);
  });
});
