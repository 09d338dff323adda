import SqliteDatabase, { type Database } from 'better-sqlite3';
import { certificateRowsOf, certificateSearch } from '../../../electron/station/certificateStore/certificateRows.ts';
import { mirrorTableOf } from '../../../electron/station/ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { CACHE_KIBIBYTES } from '../../../electron/station/store/openStore.ts';
import { searchStatements } from '../../../electron/station/store/searchStatements.ts';
import { LOT_SIZE, pastFacts, scatter } from './stationPast.ts';
import { percentile, type StoreRow, storeRow } from './storeRow.ts';

/** Rows that fill the window: what it asks for first. */
const FIRST_PAGE = 20;
/** One operator of a lot has about every seventh of its drives: so far apart lie the rows that two words find. */
const APART = 7;
const TWO_WORDS = 'free text: two words';

type Kind = {
  readonly name: string;
  /** The text typed for one drive out of all, and how many rows it finds at least. */
  readonly typed: (number: number) => string;
  readonly finds: 'one' | 'page' | 'some';
};

const KINDS: readonly Kind[] = [
  { name: 'serial number', typed: (number) => pastFacts(number).serialNumber, finds: 'one' },
  { name: 'asset tag', typed: (number) => pastFacts(number).assetTag, finds: 'some' },
  { name: 'certificate number', typed: (number) => pastFacts(number).certificateId, finds: 'one' },
  { name: 'lot', typed: (number) => pastFacts(number - (number % LOT_SIZE)).lotName, finds: 'page' },
  {
    name: 'free text: a word',
    typed: (number) => pastFacts(number).operatorName.split(' ').at(-1) ?? '',
    finds: 'page',
  },
  {
    name: TWO_WORDS,
    typed: (number) =>
      `${pastFacts(number).operatorName.split(' ')[0]} ${String(Math.floor(number / LOT_SIZE)).padStart(5, '0')}`,
    finds: 'some',
  },
  {
    name: 'free text: the start of a serial number',
    typed: (number) => pastFacts(number).serialNumber.slice(0, -2),
    finds: 'some',
  },
  {
    name: 'free text: the end of a serial number',
    typed: (number) => pastFacts(number).serialNumber.slice(-8),
    finds: 'some',
  },
  {
    name: 'free text: the inside of a serial number',
    typed: (number) => pastFacts(number).serialNumber.slice(2, -1),
    finds: 'some',
  },
  { name: 'nothing typed', typed: () => '', finds: 'page' },
];

export type SearchHeats = {
  readonly rows: readonly StoreRow[];
  /** The share of searches that are not counted: another program had the processor in the middle of them, or the disk was read. */
  readonly disturbedShare: number;
};

type Station = {
  readonly certificates: number;
  readonly database: Database;
  readonly search: (typed: string) => number;
  readonly point: (seq: number) => void;
  /** A page of rows of one lot by their row ids and nothing else: what no search of them can go below. */
  readonly apart: (number: number) => void;
};

/** p99 of each kind of search, first page, at each size, and of a bare prepared query by row id: all of them take turns, the order reversed each round. */
export function searchHeats(
  paths: ReadonlyMap<number, string>,
  rounds: number,
  turns: number,
  say: (line: string) => void,
): SearchHeats {
  const stations = [...paths].map(([certificates, path]) => openStation(certificates, path));
  const samples = new Map<string, number[]>();
  const pageRows = new Map<string, { rows: number; searches: number }>();
  let taken = 0;
  let disturbed = 0;
  const take = (name: string, work: () => void) => {
    const before = process.resourceUsage();
    const startedNs = process.hrtime.bigint();
    work();
    const micros = Number(process.hrtime.bigint() - startedNs) / 1000;
    taken += 1;
    const after = process.resourceUsage();
    // Another program had the processor meanwhile, or the system had dropped a page that was read before the round (some take what nobody asked for in a while
    // out of memory at once): that time is not the search's.
    if (after.involuntaryContextSwitches !== before.involuntaryContextSwitches || after.fsRead !== before.fsRead) {
      disturbed += 1;
      return;
    }
    const kept = samples.get(name);
    if (kept === undefined) samples.set(name, [micros]);
    else kept.push(micros);
  };
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const station of stations) warm(station);
      const order = round % 2 === 0 ? stations : stations.toReversed();
      const inOrder = round % 2 === 0 ? KINDS : KINDS.toReversed();
      for (let turn = 0; turn < turns; turn += 1) {
        // Another kind comes first each turn, so that none always follows the one that reads most.
        const first = turn % KINDS.length;
        const kinds = [...inOrder.slice(first), ...inOrder.slice(0, first)];
        for (const station of order) {
          for (const [index, kind] of kinds.entries()) {
            // A drive of its own for each search and each bare query: none finds a row that was just read.
            const anyDrive = (salt: number) => scatter(round * turns + turn, salt) % station.certificates;
            const number = anyDrive(10 + index);
            const other = anyDrive(100 + index);
            const typed = kind.typed(number);
            let found = 0;
            take(`${kind.name}@${station.certificates}`, () => {
              found = station.search(typed);
            });
            if (
              found === 0 ||
              (kind.finds === 'one' && found !== 1) ||
              (kind.finds === 'page' && found !== FIRST_PAGE)
            ) {
              throw new Error(`${kind.name} "${typed}" found ${found} of ${station.certificates}`);
            }
            const counted = pageRows.get(kind.name) ?? { rows: 0, searches: 0 };
            pageRows.set(kind.name, { rows: counted.rows + found, searches: counted.searches + 1 });
            take(`point@${station.certificates}`, () => station.point(other * 2 + 1));
          }
          const lot = scatter(round * turns + turn, 200) % station.certificates;
          take(`apart@${station.certificates}`, () => station.apart(lot - (lot % LOT_SIZE)));
        }
      }
      // The first round only makes everything warm.
      if (round === -1) samples.clear();
      say(`  searches: round ${round + 1} of ${rounds}`);
    }
  } finally {
    for (const { database } of stations) database.close();
  }
  const [small, large] = [...paths.keys()].sort((left, right) => left - right);
  const p99 = (name: string) => percentile(samples.get(name) ?? [], 0.99);
  const p50 = (name: string) => percentile(samples.get(name) ?? [], 0.5).toFixed(1);
  for (const { name } of [...KINDS, { name: 'apart' }, { name: 'point' }])
    say(`  median of ${name}: ${p50(`${name}@${small}`)} and ${p50(`${name}@${large}`)} µs`);
  const rows = KINDS.flatMap(({ name }) => {
    const counted = pageRows.get(name);
    const found = counted === undefined ? 0 : counted.rows / counted.searches;
    const ours = { part: 'search', ours: `at ${large}`, oursValue: p99(`${name}@${large}`), unit: 'µs' };
    const words = `${name}, first page (${found.toFixed(1)} rows), p99`;
    return [
      storeRow({ ...ours, row: words, peer: `at ${small}`, peerValue: p99(`${name}@${small}`), goal: { atMost: 2 } }),
      storeRow({
        ...ours,
        row: words,
        peer: `a bare query by row id at ${large}`,
        peerValue: p99(`point@${large}`),
        goal: name === 'nothing typed' ? null : { atMost: 3 },
      }),
      storeRow({
        ...ours,
        row: words,
        peer: 'bare queries by row id, one a row of the page',
        peerValue: p99(`point@${large}`) * Math.max(1, found),
        goal: null,
      }),
      ...(name === TWO_WORDS
        ? [
            storeRow({
              ...ours,
              row: words,
              peer: `one bare query of ${FIRST_PAGE} such rows by their ids at ${large}`,
              peerValue: p99(`apart@${large}`),
              goal: null,
            }),
          ]
        : []),
    ];
  });
  return { rows, disturbedShare: disturbed / taken };
}

function openStation(certificates: number, path: string): Station {
  const database = new SqliteDatabase(path, { readonly: true });
  database.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
  const rows = certificateRowsOf(database, mirrorTableOf(database), nodeCrypto, () => null);
  const point = database.prepare<[number]>(searchStatements(certificateSearch, 1).one);
  const { table, columns } = certificateSearch;
  const each = Array.from({ length: FIRST_PAGE }, () => '?').join(', ');
  const apart = database.prepare<number[]>(
    `SELECT ${columns.join(', ')} FROM ${table} WHERE seq IN (${each}) ORDER BY seq DESC`,
  );
  return {
    certificates,
    database,
    search: (search) => rows.list({ search, limit: FIRST_PAGE, before: null }).rows.length,
    point: (seq) => void point.get(seq),
    apart: (number) =>
      void apart.all(...Array.from({ length: FIRST_PAGE }, (_, index) => (number + index * APART) * 2 + 1)),
  };
}

/** Reads the searched tables, so that both sizes are answered from the system's file cache and not from the disk. */
function warm({ database }: Station): void {
  const { words, trigrams, table, parts } = certificateSearch;
  const columns: readonly [string, string][] = [
    [table, 'serial_number'],
    [words, 'word'],
    ...(parts === null ? [] : ([[parts.table, 'part']] satisfies [string, string][])),
    [`${trigrams}_data`, 'block'],
    [`${trigrams}_idx`, 'term'],
  ];
  for (const [name, column] of columns)
    database.prepare(`SELECT sum(length(${column})) FROM ${name} NOT INDEXED`).get();
}
