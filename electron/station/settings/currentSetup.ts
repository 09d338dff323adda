import type { AssetField } from '../../../core/domain/asset.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import type { SetupValues } from '../../../core/domain/setup.ts';
import type { AskAgent } from '../bench/askAgent.ts';
import type { LabelDesk } from '../bench/labelDesk.ts';
import type { Languages } from '../bench/languages.ts';
import type { PaperRoom } from '../bench/paperRoom.ts';
import type { LotStore } from '../lots/lotStore.ts';

export type SetRooms = {
  readonly ask: AskAgent;
  readonly paper: Pick<PaperRoom, 'read'>;
  readonly labels: Pick<LabelDesk, 'settings' | 'configure'>;
  readonly languages: Pick<Languages, 'read' | 'setForStation'>;
  readonly lots: Pick<LotStore, 'customers' | 'mapping' | 'takeCustomers'>;
};

/** What is set here now, and the ledger entry by which the bay map holds. */
export async function currentSetup({
  ask,
  paper,
  labels,
  languages,
  lots,
}: SetRooms): Promise<Answer<{ readonly values: SetupValues; readonly mapSeq: number | null }>> {
  const printed = await paper.read();
  if (printed.outcome === 'refused') return printed;
  const bays = await ask('bays.view', {});
  if (bays.outcome === 'refused') return bays;
  const { timeStampUrl: timeStampServer, ...form } = printed.value;
  const values: SetupValues = {
    paper: form,
    timeStampServer,
    printer: labels.settings(),
    stationLanguage: languages.read().station,
    bayMap: bays.value.map,
    customers: lots.customers().map(({ customerId, name }) => ({ name, columns: columnsOf(lots.mapping(customerId)) })),
  };
  return { outcome: 'done', value: { values, mapSeq: bays.value.seq } };
}

/** In the order of their names: the same columns are the same text. */
function columnsOf(mapping: ReadonlyMap<string, AssetField | null>): Record<string, AssetField | null> {
  return Object.fromEntries([...mapping].sort(([one], [other]) => (one < other ? -1 : 1)));
}
