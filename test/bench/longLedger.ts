import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { toBase64, toHex } from '../../core/record/bytes.ts';
import { signedCheckpoint } from '../../core/record/checkpoint.ts';
import { preAuthenticationEncoding } from '../../core/record/envelope.ts';
import { LEDGER_ROOT } from '../../core/record/ledgerEntry.ts';
import { openLedgerIndex } from '../../native/agent/ledger/ledgerIndex.ts';
import { nodeCrypto } from '../../native/agent/ledger/nodeCrypto.ts';
import { readStationKey } from '../../native/agent/ledger/stationKey.ts';

const TYPE = 'application/vnd.wipebench.act.v1+json';
const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * Makes an agent's state directory with a genuine ledger of so many entries, all signed, with its index and checkpoint: what a station has after so many
 * seals, without waiting for the disk after each.
 */
export async function makeLongLedger(stateDirectory: string, entries: number): Promise<void> {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const key = readStationKey(stateDirectory, true);
  const indexPath = join(stateDirectory, 'ledger-index.sqlite');
  openLedgerIndex(indexPath).close();
  const index = new DatabaseSync(indexPath);
  const insert = index.prepare("INSERT INTO entries VALUES (?, ?, ?, ?, ?, 0, 'act', NULL, NULL)");
  index.exec('BEGIN');
  const file = openSync(join(stateDirectory, 'ledger.jsonl'), 'wx', 0o600);
  const frontier: Uint8Array[] = [];
  let lines = '';
  let offset = 0;
  let prev = LEDGER_ROOT;
  let root: Uint8Array = new Uint8Array();
  for (let seq = 0; seq < entries; seq += 1) {
    const details =
      seq === 0 ? `{"keyId":"${key.keyId}","publicKeyBase64":"${key.publicKeyBase64}"}` : `{"number":${seq}}`;
    const act = seq === 0 ? 'station-created' : 'wipe-refused';
    const payload = new TextEncoder().encode(
      `{"act":"${act}","at":"2026-05-01T08:00:00.000Z","details":${details},"format":"wipebench-act/1","person":null,"stationId":"${key.keyId.slice(0, 16)}","virtual":true}`,
    );
    const sig = toBase64(key.sign(preAuthenticationEncoding(TYPE, payload)));
    const envelope = `{"payload":"${Buffer.from(payload).toString('base64')}","payloadType":"${TYPE}","signatures":[{"keyid":"${key.keyId}","sig":"${sig}"}]}`;
    const digest = sha256(envelope).toString('hex');
    const hash = sha256(`{"envelopeSha256":"${digest}","prev":"${prev}","seq":${seq}}`);
    const line = `{"envelope":${envelope},"hash":"${hash.toString('hex')}","prev":"${prev}","seq":${seq}}`;
    let node: Uint8Array = sha256(Uint8Array.of(0), hash);
    for (let rest = seq; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = sha256(Uint8Array.of(1), frontier.pop() ?? new Uint8Array(), node);
    }
    frontier.push(node);
    root = node;
    for (const left of frontier.slice(0, -1).reverse()) root = sha256(Uint8Array.of(1), left, root);
    prev = hash.toString('hex');
    insert.run(seq, offset, line.length, prev, toHex(root));
    offset += line.length + 1;
    lines += `${line}\n`;
    if (lines.length > 1_000_000 || seq === entries - 1) {
      writeSync(file, lines);
      lines = '';
    }
  }
  closeSync(file);
  index.prepare('INSERT INTO frontier VALUES (1, ?, ?)').run(entries, JSON.stringify(frontier.map(toHex)));
  index.exec('COMMIT');
  index.close();
  const facts = { stationId: key.keyId.slice(0, 16), entries, root: toHex(root), certificates: 0, virtual: true };
  const note = await signedCheckpoint(facts, key.publicKey, key.sign, nodeCrypto);
  writeFileSync(join(stateDirectory, 'checkpoint.txt'), note);
}
