import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { techniqueId } from '../../../core/domain/technique.ts';
import { fromBase45, toBase45 } from '../../../core/record/base45.ts';
import {
  encodeLabelCode,
  type LabelCodeFacts,
  labelCodeFacts,
  labelCodeMessage,
  labelCodePayload,
  readLabelCode,
} from '../../../core/record/labelCode.ts';
import { verifyLabelCode } from '../../../core/record/verifyLabelCode.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger, testKey } from '../../fixtures/record/testLedger.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Letters a QR code of 49x49 modules (version 8, level L, alphanumeric mode) holds: ISO/IEC 18004, table 7. */
const LETTERS_OF_49_MODULES = 279;

async function printed(facts?: Partial<LabelCodeFacts>) {
  const ledger = await TestLedger.create();
  const payload = labelCodePayload({ ...labelCodeFacts(sampleRecord(), ledger.keyId), ...facts });
  return { ledger, payload, text: encodeLabelCode(payload, ledger.sign(labelCodeMessage(payload))) };
}
const publicKey = testKey('WIPEBENCH TEST KEY, NOT SECRET. ').publicKey;
const verify = (text: string, key: Uint8Array | null = publicKey) =>
  verifyLabelCode(text, { subject: 'label', publicKey: key }, nodeCrypto);

describe('base45', () => {
  it('writes and reads the examples of RFC 9285', () => {
    const examples = [
      ['AB', 'BB8'],
      ['Hello!!', '%69 VD92EX0'],
      ['base-45', 'UJCLQE7W581'],
      ['ietf!', 'QED8WEX0'],
    ] as const;
    for (const [plain, coded] of examples) {
      expect(toBase45(utf8(plain))).toBe(coded);
      expect(fromBase45(coded)).toEqual(utf8(plain));
    }
  });

  it('gives back every bytes it wrote, and refuses what it would not have written', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase45(toBase45(bytes))).toEqual(Uint8Array.from(bytes));
      }),
    );
    // GGW is 65536 (RFC 9285 section 6), `:::` more; ZZ is above a byte; a lower-case letter and a lone letter are none.
    for (const bad of ['GGW', ':::', 'ZZ', 'bb8', 'B', 'BB8B', 'BB_', '🦊'])
      expect(() => fromBase45(bad)).toThrow(TypeError);
  });
});

describe('a label code', () => {
  it('tells the facts of the record it was printed for, and its signature holds', async () => {
    const { text, ledger } = await printed();
    const report = await verify(text);
    expect(report.outcome).toBe('genuine');
    expect(report.facts).toEqual({
      serialNumber: 'VIRT00000001',
      model: 'Wipebench virtual drive…',
      method: 'clear',
      techniqueId: 'overwrite-zeros',
      outcome: 'sanitized',
      epochSeconds: Date.parse('2026-05-01T10:05:00Z') / 1000,
      recordId: sampleRecord().recordId,
      keyId: ledger.keyId.slice(0, 16),
      virtual: true,
    });
  });

  it('of a long serial number and a long model fits a QR code of 49x49 modules', async () => {
    const { text } = await printed({ serialNumber: 'S4EWNX0R512345678901', model: 'M'.repeat(100) });
    expect(text.length).toBeLessThanOrEqual(LETTERS_OF_49_MODULES);
    expect(text).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
  });

  it('is not genuine with one letter changed, dropped or doubled, at any place', async () => {
    const { text } = await printed();
    const survived: string[] = [];
    for (let at = 0; at < text.length; at += 1) {
      const others = [...'0A:']
        .filter((letter) => letter !== text[at])
        .map((letter) => text.slice(0, at) + letter + text.slice(at + 1));
      const changed = [
        ...others,
        text.slice(0, at) + text.slice(at + 1),
        text.slice(0, at) + text[at] + text.slice(at),
      ];
      for (const forged of changed) if ((await verify(forged)).outcome !== 'not-genuine') survived.push(forged);
    }
    expect(survived).toEqual([]);
  });

  it('has one spelling only: blanks, small letters and other CBOR for the same facts are unreadable', async () => {
    const { text, payload } = await printed();
    expect(readLabelCode(` ${text}`)).toBeNull();
    expect(readLabelCode(`${text}\n`)).toBeNull();
    expect(readLabelCode(text.toLowerCase())).toBeNull();
    // 0x1a 4 bytes to 0x1b 8 bytes for the time: the same number, not the shortest form.
    const at = payload.indexOf(0x1a);
    const longer = Uint8Array.from([...payload.slice(0, at), 0x1b, 0, 0, 0, 0, ...payload.slice(at + 1)]);
    expect(readLabelCode(encodeLabelCode(longer, new Uint8Array(64)))).toBeNull();
    const extra = Uint8Array.from([payload[0] === 0xa8 ? 0xa9 : 0, ...payload.slice(1), 9, 1]);
    expect(readLabelCode(encodeLabelCode(extra, new Uint8Array(64)))).toBeNull();
  });

  it('is refused under another key, and never called genuine without one', async () => {
    const { text } = await printed();
    const other = await verify(text, testKey('SOMEBODY ELSE').publicKey);
    expect(other.findings.map(({ outcome, code }) => [outcome, code])).toEqual([['not-genuine', 'label-other-key']]);
    expect((await verify(text, null)).outcome).toBe('unchecked');
  });

  it('exists for every technique that a drive can be wiped with', () => {
    for (const id of techniqueId.options) {
      const record = sampleRecord();
      record.technique.techniqueId = id;
      expect(labelCodeFacts(record, '00'.repeat(32)).techniqueId).toBe(id);
    }
  });

  it('never makes the reader throw, whatever is scanned', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (soup) => {
        expect(readLabelCode(`WB1:${soup}`)).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (soup) => {
        expect(readLabelCode(`WB1:${toBase45(soup)}`)).toBeNull();
      }),
    );
  });
});
