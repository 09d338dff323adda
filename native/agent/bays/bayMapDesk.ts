import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BayMapView } from '../../../core/contract/bayVerbs.ts';
import { type BayMap, bayMap } from '../../../core/domain/bayMap.ts';
import type { Job } from '../../../core/domain/job.ts';
import { type Answer, type Refusal, refuse } from '../../../core/domain/refusal.ts';
import type { SigningPerson } from '../../../core/record/recordV1.ts';
import type { BenchLayout } from '../drives/benchLayout.ts';
import { keepAct, readKeptAct } from '../ledger/keptAct.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { busyBays } from './busyBays.ts';

/** The layout of the bench, as a shift lead set it. It stands in the ledger; `bays.json` says at which place. */
export type BayMapDesk = {
  view(): BayMapView;
  set(map: BayMap | null, basedOn: number | null, person: SigningPerson): Promise<Answer<BayMapView>>;
};

export type BayMapNeeds = {
  readonly stateDirectory: string;
  readonly layout: BenchLayout;
  readonly ledger: Pick<Ledger, 'entries' | 'read' | 'act'>;
  readonly jobs: () => readonly Pick<Job, 'driveId' | 'bayId' | 'state'>[];
  readonly changed: () => void;
  /** The layout that was set cannot be read any more, so bays are numbered as drives are first seen. */
  readonly lost: () => void;
};

const SETTING = 'bay-map';
/** In the ledger's words: no layout. */
const AUTOMATIC = 'automatic';

/** Puts the layout in force that stands in the ledger. */
export function openBayMapDesk({ stateDirectory, layout, ledger, jobs, changed, lost }: BayMapNeeds): BayMapDesk {
  const path = join(stateDirectory, 'bays.json');
  const kept = existsSync(path) ? readKeptAct(ledger, path) : null;
  const read = kept === null ? null : mapOf(kept.act.details);
  let seq = read === null ? null : (kept?.seq ?? null);
  if (read !== null) layout.take(read.map);
  else if (existsSync(path)) lost();

  const view = (): BayMapView => ({ map: copied(layout.map()), seq, places: [...layout.places()] });

  function objection(map: BayMap | null, basedOn: number | null): Refusal | null {
    if (basedOn !== seq) return refuse('bay-map-changed');
    const [unknown] = map === null ? [] : layout.impossible(map);
    if (unknown !== undefined) return refuse('bay-map-unsuitable', { place: unknown });
    const busy = busyBays(layout, jobs(), map);
    return busy.length === 0 ? null : refuse('bay-map-busy', { bays: busy.join(', ') });
  }

  return {
    view,
    async set(map, basedOn, person) {
      const before = objection(map, basedOn);
      if (before !== null) return { outcome: 'refused', refusals: [before] };
      const details = { setting: SETTING, before: wordsOf(layout.map()), after: wordsOf(map), where: 'agent' };
      const sealed = await ledger.act('setting-changed', person, details);
      if (sealed.outcome === 'refused') return sealed;
      keepAct(path, sealed.value.seq);
      seq = sealed.value.seq;
      // A wipe that began while the ledger was written keeps the number that its record already has.
      layout.take(map);
      changed();
      return { outcome: 'done', value: view() };
    },
  };
}

function wordsOf(map: BayMap | null): string {
  return map === null ? AUTOMATIC : JSON.stringify(map);
}

function mapOf(details: Readonly<Record<string, unknown>>): { readonly map: BayMap | null } | null {
  const { setting, after } = details;
  if (setting !== SETTING || typeof after !== 'string') return null;
  if (after === AUTOMATIC) return { map: null };
  try {
    const parsed = bayMap.safeParse(JSON.parse(after));
    return parsed.success ? { map: parsed.data } : null;
  } catch {
    // Our own entry, of a later version that writes maps otherwise: the layout is lost, and said to be.
    return null;
  }
}

function copied(map: BayMap | null): BayMap | null {
  return map === null ? null : [...map];
}
