import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { readCheckpoint } from '../../../core/record/checkpoint.ts';
import type { AgentLedger, LedgerPage } from '../../../electron/station/ledgerMirror/agentLedger.ts';
import { createLedgerMirror } from '../../../electron/station/ledgerMirror/ledgerMirror.ts';
import { type MirrorTable, mirrorTableOf } from '../../../electron/station/ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { openStore } from '../../../electron/station/store/openStore.ts';
import { settingsOf } from '../../../electron/station/store/settings.ts';
import { measureLedgerCosts } from '../ledgerCost.ts';
import { PAST_STATION, pastKey, pastLedger } from './pastLedger.ts';
import { pastFacts } from './stationPast.ts';
import { percentile, type StoreRow, storeRow } from './storeRow.ts';

const STARTS = 9;
const SEALS = 150;
/** "The same": more is noise of a shared computer, a walk over a million entries would be a factor of a hundred. */
const SAME = { atMost: 1.25 };

/** What a start of the station and the copying of a sealed entry cost at each size, in turns; then the agent's own start and sealing. */
export async function stationCosts(
  paths: ReadonlyMap<number, string>,
  say: (line: string) => void,
): Promise<readonly StoreRow[]> {
  const sizes = [...paths.keys()].sort((left, right) => left - right);
  const [small = 0, large = 0] = sizes;
  const starts = new Map<number, number[]>(sizes.map((size) => [size, []]));
  const seals = new Map<number, number[]>(sizes.map((size) => [size, []]));
  const bare: number[] = [];
  for (let turn = 0; turn < STARTS; turn += 1) {
    for (const size of turn % 2 === 0 ? sizes : sizes.toReversed())
      starts.get(size)?.push(await startMs(paths.get(size) ?? ''));
  }
  say('  starts of the station: taken');
  const key = await pastKey();
  const stores = sizes.map((size) => ({ size, store: openStore(paths.get(size) ?? '', () => new Date()) }));
  const barePath = `${paths.get(small)}.bare`;
  const bareFile = openSync(barePath, 'w');
  try {
    const writers = stores.map(({ size, store }) => {
      const table = mirrorTableOf(store.database);
      const { entries, head } = table.end();
      const certificates = readCheckpoint(table.checkpoint(entries) ?? '')?.checkpoint.certificates ?? 0;
      return {
        size,
        table,
        database: store.database,
        ledger: pastLedger(key, { entries, head, tree: table.frontier(), certificates }),
        next: certificates,
      };
    });
    for (let turn = 0; turn < SEALS; turn += 1) {
      for (const writer of turn % 2 === 0 ? writers : writers.toReversed()) {
        const pair = writer.ledger.issue(pastFacts(writer.next), true);
        writer.next += 1;
        const startedMs = performance.now();
        writer.table.append(pair, Number.MAX_SAFE_INTEGER);
        seals.get(writer.size)?.push(performance.now() - startedMs);
        writer.database.exec('UPDATE certificates SET files_due = 0 WHERE files_due = 1');
      }
      const startedMs = performance.now();
      writeSync(bareFile, 'x'.repeat(16_384));
      fsyncSync(bareFile);
      bare.push(performance.now() - startedMs);
    }
  } finally {
    for (const { store } of stores) store.close();
    closeSync(bareFile);
    rmSync(barePath);
  }
  say('  entries copied into the store: taken');
  const agent = await measureLedgerCosts(sizes);
  say('  starts and sealing of the agent: taken');
  const of = (size: number) => agent.costs.find(({ entries }) => entries === size);
  const median = (samples: readonly number[] | undefined) => percentile(samples ?? [], 0.5);
  const row = (
    words: string,
    oursValue: number,
    peerValue: number,
    unit: 'certificates' | 'entries',
    goal: StoreRow['goal'] = SAME,
  ) =>
    storeRow({
      part: 'cost',
      row: words,
      ours: `at ${large} ${unit}`,
      peer: `at ${small} ${unit}`,
      oursValue,
      peerValue,
      unit: 'ms',
      goal,
    });
  return [
    row('start-up check of the station, median', median(starts.get(large)), median(starts.get(small)), 'certificates'),
    row(
      'record and certificate copied into the store, durable, median',
      median(seals.get(large)),
      median(seals.get(small)),
      'certificates',
    ),
    storeRow({
      part: 'cost',
      row: 'record and certificate copied into the store, durable, median',
      ours: `at ${large} certificates`,
      peer: 'a bare write of 16 KiB with its fsync',
      oursValue: median(seals.get(large)),
      peerValue: median(bare),
      unit: 'ms',
      goal: null,
    }),
    row(
      'start-up check of the agent, median',
      of(large)?.startMs ?? Number.NaN,
      of(small)?.startMs ?? Number.NaN,
      'entries',
    ),
    row('sealing by the agent, median', of(large)?.sealMs ?? Number.NaN, of(small)?.sealMs ?? Number.NaN, 'entries'),
  ];
}

/** Opens the store and compares it with an agent that says the same: all that stands between a start and the first screen. */
async function startMs(path: string): Promise<number> {
  const startedMs = performance.now();
  const store = openStore(path, () => new Date());
  try {
    const table = mirrorTableOf(store.database);
    const mirror = createLedgerMirror({
      table,
      settings: settingsOf(store.database),
      crypto: nodeCrypto,
      readPage: async (fromSeq, limit) => pageOf(table, fromSeq, limit),
      readCheckpoint: async (entries) => table.checkpoint(entries),
      onAppended: () => undefined,
      onState: () => undefined,
    });
    await mirror.follow(await agentOf(table));
    const { problem } = mirror.state();
    if (problem !== null) throw new Error(`the copy does not hold: ${JSON.stringify(problem)}`);
    return performance.now() - startedMs;
  } finally {
    store.close();
  }
}

async function agentOf(table: MirrorTable): Promise<AgentLedger> {
  const { keyId, publicKeyBase64 } = await pastKey();
  return { stationId: PAST_STATION, keyId, publicKeyBase64, virtual: true, ...table.end() };
}

function pageOf(table: MirrorTable, fromSeq: number, limit: number): LedgerPage {
  const entries = table.read(fromSeq, limit);
  return { entries, checkpoints: entries.map(({ seq }) => table.checkpoint(seq + 1) ?? '') };
}
