import { toBase64 } from '../../../core/record/bytes.ts';
import { canonicalBytes, canonicalText } from '../../../core/record/canonicalJson.ts';
import type { DestructionV1 } from '../../../core/record/destructionV1.ts';
import type { LedgerEntry } from '../../../core/record/ledgerEntry.ts';
import {
  DESTRUCTION,
  destroyedLedger,
  destructionFile,
  sampleDestruction,
} from '../../fixtures/record/sampleDestruction.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import { fieldEdits } from './fieldEdits.ts';
import { relinked } from './relinked.ts';
import type { Tampering } from './tamperings.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const lines = (entries: readonly LedgerEntry[]) => encode(entries.map((entry) => `${canonicalText(entry)}\n`).join(''));
const statementOf = ({ envelope }: LedgerEntry): unknown =>
  JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'));

/** A certificate of destruction, alone and in its ledger, as it is. */
export async function untouchedDestruction(): Promise<Tampering[]> {
  const { ledger, entry } = await destroyedLedger();
  const file = ['destruction.json', canonicalBytes(await destructionFile(ledger, entry))] as const;
  const whole = ['ledger.jsonl', lines(ledger.entries)] as const;
  const checkpoint = ['checkpoint.txt', encode(await ledger.checkpoint())] as const;
  return [
    { what: 'certificate of destruction', files: [file] },
    { what: 'ledger with a destruction', files: [whole, checkpoint] },
    { what: 'certificate of destruction and its ledger', files: [file, whole, checkpoint] },
  ];
}

/** Every field of the file and of the sealed statement changed, signed by somebody else, and its entry dropped, doubled or moved. */
export async function* destructionTamperings(): AsyncGenerator<Tampering> {
  const { ledger, entry } = await destroyedLedger();
  const stranger = await TestLedger.create('SOMEBODY ELSE, NOT THE STATION. ');
  const file = await destructionFile(ledger, entry);
  const note = await ledger.checkpoint();
  const alone = (what: string, changed: unknown): Tampering => ({
    what: `certificate of destruction: ${what}`,
    files: [['destruction.json', canonicalBytes(changed)]],
  });
  const inLedger = (what: string, changed: readonly LedgerEntry[]): Tampering => ({
    what: `ledger with a destruction: ${what}`,
    files: [
      ['ledger.jsonl', lines(changed)],
      ['checkpoint.txt', encode(note)],
    ],
  });
  const { entries } = ledger;
  const { seq } = entry;

  for (const { where, edited } of fieldEdits(file)) yield alone(where, edited);
  for (const { where, edited } of fieldEdits(statementOf(entry))) {
    const changed = { ...entry.envelope, payload: toBase64(canonicalBytes(edited)) };
    const forged = stranger.seal(DESTRUCTION, edited);
    for (const [how, envelope] of [
      ['', changed],
      [', by another key', forged],
    ] as const) {
      const [linked] = await relinked([{ ...entry, envelope }], seq, entry.prev);
      yield alone(`${where}${how}`, { ...file, destruction: linked });
      yield inLedger(`${where}${how}, linked anew`, await relinked(entries.with(seq, { ...entry, envelope })));
    }
  }
  yield alone('another’s key in it', { ...file, publicKeyBase64: stranger.publicKeyBase64 });
  yield alone('the record in its place', { ...file, destruction: entries[1] });
  yield alone('without its beginning', { ...file, checkpoint: await stranger.checkpoint(0).catch(() => '') });
  for (const [what, changed] of [
    ['dropped', entries.toSpliced(seq, 1)],
    ['doubled', entries.toSpliced(seq, 0, entry)],
    ['moved to the end', [...entries.toSpliced(seq, 1), entry]],
  ] as const) {
    yield inLedger(what, changed);
    yield inLedger(`${what}, linked anew`, await relinked(changed));
  }
}

/** The station itself says something else with its genuine key, of one thing twice too: not all can be refuted, but all verifiers must say the same. */
export async function* destructionLies(): AsyncGenerator<Tampering> {
  const honest = statementOf((await destroyedLedger()).entry);
  for (const { where, edited } of fieldEdits(honest)) {
    const { ledger, entry } = await destroyedLedger(edited as DestructionV1);
    yield {
      what: `own lie: destruction ${where}`,
      files: [['destruction.json', canonicalBytes(await destructionFile(ledger, entry))]],
    };
    yield inWhole(`own lie: destruction ${where} in a ledger`, ledger);
  }
  const { ledger } = await destroyedLedger();
  await ledger.append(DESTRUCTION, sampleDestruction(ledger.entries.length));
  yield inWhole('own lie: a second destruction of one thing', ledger);
}

async function inWhole(what: string, ledger: TestLedger): Promise<Tampering> {
  return {
    what,
    files: [
      ['ledger.jsonl', lines(ledger.entries)],
      ['checkpoint.txt', encode(await ledger.checkpoint())],
    ],
  };
}
