import type { SetupSection } from '../../../core/contract/setupVerbs.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { SetupValues } from '../../../core/domain/setup.ts';
import { changedCustomers } from './compareSetup.ts';
import type { SetRooms } from './currentSetup.ts';
import type { MakeChange } from './settingChanges.ts';

type Step = {
  readonly section: SetupSection;
  readonly make: () => Promise<Answer<unknown>>;
  readonly takeBack: () => Promise<Answer<unknown>>;
};
const DONE = { outcome: 'done', value: {} } as const;

/**
 * Takes settings over, one after the other, the agent's first because only they can be refused; what was made is taken back when a later one is refused or
 * breaks. Each step and each taking back stands in the ledger.
 */
export async function takeSetup(
  rooms: SetRooms & { readonly changing: MakeChange; readonly setTimeStampServer: (url: string | null) => void },
  wish: {
    readonly session: string;
    readonly sections: readonly SetupSection[];
    readonly now: SetupValues;
    readonly file: SetupValues;
    readonly mapSeq: number | null;
  },
): Promise<Answer<{ taken: SetupSection[] }>> {
  const { ask, changing, labels, languages, lots } = rooms;
  const { session, now, file } = wish;
  let { mapSeq } = wish;
  const setMap = async (map: SetupValues['bayMap']): Promise<Answer<unknown>> => {
    const told = await ask('bays.setMap', { session, map, basedOn: mapSeq });
    if (told.outcome === 'done') mapSeq = told.value.seq;
    return told;
  };
  const setPaper = (settings: SetupValues['paper']) => ask('paper.set', { session, settings });
  const setStamp = (before: string | null, after: string | null) =>
    changing({ session, setting: 'time-stamp-server', before, after }, () => {
      rooms.setTimeStampServer(after);
      return DONE;
    });
  const setLanguage = (before: SetupValues['stationLanguage'], after: SetupValues['stationLanguage']) =>
    changing({ session, setting: 'station-language', before, after }, () => languages.setForStation(after));
  const setPrinter = (before: SetupValues['printer'], after: SetupValues['printer']) =>
    changing({ session, setting: 'printer', before, after }, () => labels.configure(after));
  const customers = changedCustomers(now.customers, file.customers);
  const known = now.customers.filter(({ name }) => customers.some((one) => one.name === name));
  const steps: readonly Step[] = [
    { section: 'bay-map', make: () => setMap(file.bayMap), takeBack: () => setMap(now.bayMap) },
    { section: 'paper', make: () => setPaper(file.paper), takeBack: () => setPaper(now.paper) },
    {
      section: 'time-stamp-server',
      make: () => setStamp(now.timeStampServer, file.timeStampServer),
      takeBack: () => setStamp(file.timeStampServer, now.timeStampServer),
    },
    {
      section: 'station-language',
      make: () => setLanguage(now.stationLanguage, file.stationLanguage),
      takeBack: () => setLanguage(file.stationLanguage, now.stationLanguage),
    },
    {
      section: 'printer',
      make: () => setPrinter(now.printer, file.printer),
      takeBack: () => setPrinter(file.printer, now.printer),
    },
    {
      section: 'customers',
      make: () =>
        changing({ session, setting: 'customer', before: known, after: customers }, () => {
          lots.takeCustomers(customers);
          return DONE;
        }),
      // The last step: nothing after it can be refused.
      takeBack: async () => DONE,
    },
  ];
  const made: Step[] = [];
  for (const step of steps.filter(({ section }) => wish.sections.includes(section))) {
    try {
      const told = await step.make();
      if (told.outcome === 'done') {
        made.push(step);
        continue;
      }
      const left = await takeBack(made);
      return left.length === 0
        ? told
        : {
            outcome: 'refused',
            refusals: [...told.refusals, refuse('setup-half-taken', { sections: left.join(', ') })],
          };
    } catch (cause) {
      await takeBack(made);
      throw cause;
    }
  }
  return { outcome: 'done', value: { taken: made.map(({ section }) => section) } };
}

/** Answers which steps could not be taken back. */
async function takeBack(made: readonly Step[]): Promise<SetupSection[]> {
  const left: SetupSection[] = [];
  for (const step of made.toReversed()) {
    const told = await step.takeBack();
    if (told.outcome === 'refused') left.push(step.section);
  }
  return left;
}
