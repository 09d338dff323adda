import type { AssetFields } from '../domain/asset.ts';
import { type NearMiss, nearMisses } from './nearMiss.ts';
import { type Candidate, type CandidateReason, type ReadCode, type ScanReading, WORTH_ASKING } from './readScan.ts';
import { identityKey } from './serialKey.ts';

/** A row of the customer's list as reconciliation sees it. */
export type ExpectedRow = { readonly assetId: number } & Pick<
  AssetFields,
  'serialNumber' | 'assetTag' | 'deviceType' | 'make' | 'model'
>;

/** Finds rows by the keys of `identityKey`. */
export type ExpectedRows = {
  bySerial(key: string): readonly ExpectedRow[];
  byAssetTag(key: string): readonly ExpectedRow[];
  /** Every row that has a serial number, for near misses. */
  serials(): Iterable<{ readonly assetId: number; readonly serialNumber: string }>;
};

/** What a scan means, held against what is expected. */
export type ScanChoice =
  /** One row, by a serial or tag that is the same; with all that the device's own codes call its serial number and its tag, also where they are not the row's. */
  | {
      readonly kind: 'row';
      readonly row: ExpectedRow;
      readonly by: 'serial' | 'asset-tag';
      readonly serialNumber: string | null;
      readonly assetTag: string | null;
    }
  /** More than one row fits, or the codes of the scan belong to different rows: a person chooses. */
  | { readonly kind: 'several'; readonly rows: readonly ExpectedRow[]; readonly candidates: readonly Candidate[] }
  /** Nobody expected it. `proposals` are rows that it may be meant for. */
  | { readonly kind: 'unexpected'; readonly candidates: readonly Candidate[]; readonly proposals: readonly NearMiss[] }
  /** No code of the scan looks like a serial or a tag (a part number, a WWN): scan another code of the device. A person may know better: `candidates`. */
  | { readonly kind: 'no-identity'; readonly others: readonly ReadCode[]; readonly candidates: readonly Candidate[] };

type Hit = {
  readonly rows: readonly ExpectedRow[];
  readonly by: 'serial' | 'asset-tag';
  readonly candidate: Candidate;
};

/**
 * Picks the right code of a scan by what is expected. The answer does not depend on the order in which the codes of a device were scanned. Only an equal
 * serial or tag chooses a row; everything else is asked.
 */
export function chooseExpected(reading: ScanReading, expected: ExpectedRows): ScanChoice {
  const hits = bestHits(reading.candidates, expected);
  if (hits.length > 0) return ofHits(hits, reading.candidates);
  const keys = new Set<string>();
  const possible = reading.candidates.filter(({ value }) => {
    const key = identityKey(value);
    return key !== null && !keys.has(key) && keys.add(key);
  });
  const worth = possible.filter(({ certainty }) => certainty >= WORTH_ASKING);
  if (worth.length === 0) return { kind: 'no-identity', others: reading.others, candidates: possible };
  const serials = [...expected.serials()];
  const proposals = worth
    .flatMap(({ value }) => nearMisses(value, serials))
    .sort((left, right) => left.distance - right.distance || left.assetId - right.assetId);
  const assets = new Set<number>();
  const once = proposals.filter(({ assetId }) => !assets.has(assetId) && assets.add(assetId));
  return { kind: 'unexpected', candidates: worth, proposals: once.slice(0, 5) };
}

/** The most literal and most believed hit of each bar code: its other readings are only other ways to read the same code. */
function bestHits(candidates: readonly Candidate[], expected: ExpectedRows): Hit[] {
  const byCode = new Map<number, Hit>();
  const whole = candidates.filter(({ why }) => why === 'whole-line');
  for (const candidate of [...whole, ...candidates]) {
    const key = identityKey(candidate.value);
    if (key === null || byCode.has(candidate.code)) continue;
    const bySerial = expected.bySerial(key);
    const rows = bySerial.length > 0 ? bySerial : expected.byAssetTag(key);
    if (rows.length > 0)
      byCode.set(candidate.code, { rows, by: bySerial.length > 0 ? 'serial' : 'asset-tag', candidate });
  }
  return [...byCode.values()];
}

function ofHits(hits: readonly Hit[], candidates: readonly Candidate[]): ScanChoice {
  const shared = hits
    .map(({ rows }) => rows)
    .reduce((left, right) => left.filter((row) => right.some(({ assetId }) => assetId === row.assetId)));
  const [only, ...more] = shared;
  if (only !== undefined && more.length === 0) {
    const [hit] = hits.toSorted(byBelief);
    if (hit !== undefined) {
      const { by, candidate } = hit;
      return {
        kind: 'row',
        row: only,
        by,
        serialNumber:
          by === 'serial' ? candidate.value : saidAs(candidates, 'label-says-serial', 'identifier-says-serial'),
        assetTag:
          by === 'asset-tag' ? candidate.value : saidAs(candidates, 'label-says-asset-tag', 'identifier-says-asset'),
      };
    }
  }
  const rows = new Map(hits.flatMap(({ rows }) => rows).map((row) => [row.assetId, row]));
  return {
    kind: 'several',
    rows: [...rows.values()].sort((left, right) => left.assetId - right.assetId),
    candidates: hits.map(({ candidate }) => candidate),
  };
}

/** What the device's own label calls so. A tag that fits must not hide a serial number that does not. */
function saidAs(candidates: readonly Candidate[], ...reasons: readonly CandidateReason[]): string | null {
  const [first] = candidates
    .filter(({ why }) => reasons.includes(why))
    .toSorted((left, right) => right.certainty - left.certainty || (left.value < right.value ? -1 : 1));
  return first?.value ?? null;
}

/** Serials before tags, then the most believed; the text decides between equals, so that the order of scanning does not. */
function byBelief(left: Hit, right: Hit): number {
  if (left.by !== right.by) return left.by === 'serial' ? -1 : 1;
  return (
    right.candidate.certainty - left.candidate.certainty || (left.candidate.value < right.candidate.value ? -1 : 1)
  );
}

/** Expected rows in memory, for lists that are at hand whole. */
export function expectedRowsOf(rows: readonly ExpectedRow[]): ExpectedRows {
  const bySerial = grouped(rows, ({ serialNumber }) => serialNumber);
  const byTag = grouped(rows, ({ assetTag }) => assetTag);
  return {
    bySerial: (key) => bySerial.get(key) ?? [],
    byAssetTag: (key) => byTag.get(key) ?? [],
    serials: () =>
      rows.flatMap(({ assetId, serialNumber }) => (serialNumber === null ? [] : [{ assetId, serialNumber }])),
  };
}

function grouped(rows: readonly ExpectedRow[], field: (row: ExpectedRow) => string | null): Map<string, ExpectedRow[]> {
  const groups = new Map<string, ExpectedRow[]>();
  for (const row of rows) {
    const key = identityKey(field(row));
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
