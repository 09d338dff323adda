import { because, type Reason } from '../../../core/domain/reason.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { openEnvelope } from '../../../core/record/envelope.ts';
import { LEDGER_ROOT, type LedgerEntry, ledgerEntry, linkFor } from '../../../core/record/ledgerEntry.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { readStatement, type Statement } from './statement.ts';

export type ChainEntry = {
  readonly entry: LedgerEntry;
  readonly statement: Statement;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
};

export type Chain = {
  /** Everything before the first damage. */
  readonly entries: readonly ChainEntry[];
  readonly head: string;
  /** The last line when its end was never written (a crash in the write); nobody was told that it stands. */
  readonly tornTail: Buffer | null;
  readonly damage: Reason | null;
};

/** Checks the whole ledger from the root: spelling, place, chain, signature by this station's own key, and the format of each statement. */
export async function readChain(bytes: Buffer, publicKey: Uint8Array): Promise<Chain> {
  const entries: ChainEntry[] = [];
  let head = LEDGER_ROOT;
  let offset = 0;
  while (offset < bytes.length) {
    const end = bytes.indexOf(0x0a, offset);
    if (end === -1) return { entries, head, tornTail: bytes.subarray(offset), damage: null };
    const read = await readLine(bytes.toString('utf8', offset, end), entries.length, head, publicKey);
    if ('why' in read) {
      return {
        entries,
        head,
        tornTail: null,
        damage: because('ledger-damaged', { entry: entries.length, why: read.why }),
      };
    }
    entries.push({ ...read, offsetBytes: offset, lengthBytes: end - offset });
    head = read.entry.hash;
    offset = end + 1;
  }
  return { entries, head, tornTail: null, damage: null };
}

async function readLine(
  line: string,
  seq: number,
  prev: string,
  publicKey: Uint8Array,
): Promise<{ entry: LedgerEntry; statement: Statement } | { why: string }> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { why: 'not JSON' };
  }
  const parsed = ledgerEntry.safeParse(value);
  if (!parsed.success) return { why: 'not a ledger entry' };
  const entry = parsed.data;
  if (canonicalText(entry) !== line) return { why: 'not in canonical spelling' };
  if (entry.seq !== seq) return { why: `numbered ${entry.seq}` };
  if (entry.prev !== prev) return { why: 'does not follow the entry before it' };
  const link = await linkFor(seq, prev, entry.envelope, nodeCrypto);
  if (link.hash !== entry.hash) return { why: 'its hash does not fit its content' };
  const opened = await openEnvelope(entry.envelope, publicKey, nodeCrypto);
  if ('problem' in opened) return { why: opened.problem };
  const statement = readStatement(entry.envelope.payloadType, opened.payload);
  return 'problem' in statement ? { why: statement.problem.slice(0, 500) } : { entry, statement };
}
