import { fromBase64, toBase64 } from '../../../core/record/bytes.ts';
import { type Checkpoint, signedCheckpoint } from '../../../core/record/checkpoint.ts';
import { type KeyChain, keyAt } from '../../../core/record/keyChain.ts';
import { encodeLabelCode, labelCodeFacts, labelCodeMessage, labelCodePayload } from '../../../core/record/labelCode.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import { nodeCrypto } from './nodeCrypto.ts';
import { readOldSignatures } from './oldSignatures.ts';
import type { StationKey } from './stationKey.ts';

/** The station's keys: the first, which names it, those that it gave up, and the one that it signs with. */
export type StationKeys = {
  readonly stationId: string;
  /** Of the first key, by which everybody outside knows the station. */
  readonly keyId: string;
  readonly publicKeyBase64: string;
  chain(): KeyChain;
  active(): StationKey;
  /** From now on the new key signs; `chain` goes to it. */
  takeUp(key: StationKey, chain: KeyChain): void;
  /** The signed note, by the key of its place. */
  checkpoint(facts: Checkpoint): Promise<string>;
  /** The signed text of the label of the record at `seq`, by the key that signed the record. */
  labelCode(record: RecordV1, seq: number): string;
};

/** The keys of a chain whose last is `key`. */
export function stationKeysOf(stateDirectory: string, opened: StationKey, known: KeyChain): StationKeys {
  let key = opened;
  let chain = known;
  const [first] = known;
  return {
    stationId: first.keyId.slice(0, 16),
    keyId: first.keyId,
    publicKeyBase64: toBase64(first.publicKey),
    chain: () => chain,
    active: () => key,
    takeUp(next, grown) {
      key = next;
      chain = grown;
    },
    checkpoint(facts) {
      const owner = keyAt(chain, facts.entries);
      const sign =
        owner.keyId === key.keyId ? key.sign : () => readOldSignatures(stateDirectory, owner, facts.entries).checkpoint;
      return signedCheckpoint(facts, owner.publicKey, sign, nodeCrypto);
    },
    labelCode(record, seq) {
      const owner = keyAt(chain, seq);
      if (owner.keyId === key.keyId) return signLabelCode(record, key);
      const { label } = readOldSignatures(stateDirectory, owner, seq + 1);
      if (label === null) throw new Error(`no label signature of entry ${seq} was kept`);
      return encodeLabelCode(labelCodePayload(labelCodeFacts(record, owner.keyId)), label);
    },
  };
}

/** The signature of a record's label, before its code is made. */
export function signLabel(record: RecordV1, { keyId, sign }: StationKey): Uint8Array {
  return sign(labelCodeMessage(labelCodePayload(labelCodeFacts(record, keyId))));
}

function signLabelCode(record: RecordV1, key: StationKey): string {
  return encodeLabelCode(labelCodePayload(labelCodeFacts(record, key.keyId)), signLabel(record, key));
}

/** The key that the first line of a ledger names; not believed before the chain from it leads to the key that this station holds. */
export function firstKeyOn(line: string): { readonly publicKey: Uint8Array; readonly virtual: boolean } | null {
  try {
    const payload: unknown = JSON.parse(line).envelope.payload;
    const act = JSON.parse(new TextDecoder().decode(fromBase64(String(payload))));
    const publicKey = fromBase64(String(act.details.publicKeyBase64));
    return publicKey.length === 32 ? { publicKey, virtual: act.virtual === true } : null;
  } catch {
    // Not the beginning of a ledger; whoever reads the entry in full says what is wrong with it.
    return null;
  }
}
