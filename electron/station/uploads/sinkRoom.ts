import type { Handlers } from '../../../core/contract/rpcServer.ts';
import type { SinkChange, SinksSetUp } from '../../../core/contract/sinkVerbs.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import { type Answer, type RefusalCode, refuse } from '../../../core/domain/refusal.ts';
import type { AskAgent } from '../bench/askAgent.ts';
import type { SignedActs } from '../bench/signedActs.ts';
import type { WindowCaller } from '../bench/windowCaller.ts';
import { type ConfiguredSink, readSinks } from './readSinks.ts';
import { fromForm, setUpOf, wordsOf } from './sinkForms.ts';
import { sinksFile } from './sinkSettings.ts';
import { testSink } from './testSink.ts';
import type { Uploader } from './uploader.ts';
import { writeSinks } from './writeSinks.ts';

type SinkCall = 'sinks.read' | 'sinks.test' | 'sinks.add' | 'sinks.change' | 'sinks.pause' | 'sinks.remove';
export type SinkHandlers = Pick<Handlers<StationContract, WindowCaller>, SinkCall>;

export type SinkRoom = {
  readonly folder: string;
  readonly signed: SignedActs;
  readonly ask: AskAgent;
  readonly uploads: Pick<Uploader, 'look'>;
};

/** What becomes of the sink of a name; `null` takes it out. */
type Wanted = { readonly change: SinkChange; readonly sink: ConfiguredSink | null };

/** Where uploads go, set up on the screen. A change is written into the agent's ledger first: what the agent does not seal is not changed. */
export function sinkRoom({ folder, signed, ask, uploads }: SinkRoom): SinkHandlers {
  let changing: Promise<unknown> = Promise.resolve();

  /** One change at a time, each on what the one before has left. */
  function change(
    session: string,
    name: string,
    decide: (now: ConfiguredSink | null) => Answer<Wanted>,
  ): Promise<Answer<SinksSetUp>> {
    const done = changing.then(() => changeNow(session, name, decide));
    changing = done.catch(() => undefined);
    return done;
  }

  async function changeNow(
    session: string,
    name: string,
    decide: (now: ConfiguredSink | null) => Answer<Wanted>,
  ): Promise<Answer<SinksSetUp>> {
    const { sinks, problem } = await readSinks(folder);
    if (problem !== null)
      return no('upload-settings-unreadable', { problem: String(problem.details.problem ?? problem.code) });
    const now = sinks.find(({ settings }) => settings.name === name) ?? null;
    const decided = decide(now);
    if (decided.outcome === 'refused') return decided;
    const { sink } = decided.value;
    const next =
      sink === null
        ? sinks.filter((one) => one !== now)
        : now === null
          ? [...sinks, sink]
          : sinks.map((one) => (one === now ? sink : one));
    const fits = sinksFile.safeParse({
      format: 'wipebench-upload-sinks/1',
      sinks: next.map(({ settings }) => settings),
    });
    if (!fits.success)
      return no('upload-setting-wrong', { field: 'sinks', problem: fits.error.issues[0]?.message ?? '' });
    const words = { before: now === null ? null : wordsOf(now, now), after: sink === null ? null : wordsOf(sink, now) };
    const sealed = await ask('uploads.noteChange', { session, sink: name, change: decided.value.change, ...words });
    if (sealed.outcome === 'refused') return sealed;
    try {
      await writeSinks(folder, next, name);
    } catch (cause) {
      await ask('uploads.noteChange', {
        session,
        sink: name,
        change: 'not-written',
        before: words.after,
        after: words.before,
      });
      throw cause;
    }
    await uploads.look();
    return { outcome: 'done', value: await read() };
  }

  async function read(): Promise<SinksSetUp> {
    const { sinks, problem } = await readSinks(folder);
    return { sinks: sinks.map(setUpOf), problem };
  }

  return {
    'sinks.read': read,
    'sinks.test': ({ session, form, secret }) =>
      signed.forLead('sinks.test', session, async () => {
        const { sinks } = await readSinks(folder);
        const meant = fromForm(form, secret, sinks.find(({ settings }) => settings.name === form.name) ?? null);
        return meant.outcome === 'refused' ? meant : { outcome: 'done', value: await testSink(meant.value) };
      }),
    'sinks.add': ({ session, form, secret }) =>
      signed.forLead('sinks.add', session, () =>
        change(session, form.name, (now) =>
          now === null ? as('added', fromForm(form, secret, null)) : no('upload-sink-exists', { sink: form.name }),
        ),
      ),
    'sinks.change': ({ session, form, secret }) =>
      signed.forLead('sinks.change', session, () =>
        change(session, form.name, (now) =>
          now === null || now.settings.kind !== form.kind
            ? no('upload-sink-unknown', { sink: form.name })
            : as('changed', fromForm(form, secret, now)),
        ),
      ),
    'sinks.pause': ({ session, sink, paused }) =>
      signed.forLead('sinks.pause', session, () =>
        change(session, sink, (now) =>
          now === null
            ? no('upload-sink-unknown', { sink })
            : as(paused ? 'paused' : 'resumed', {
                outcome: 'done',
                value: { ...now, settings: { ...now.settings, paused } },
              }),
        ),
      ),
    'sinks.remove': ({ session, sink }) =>
      signed.forLead('sinks.remove', session, () =>
        change(session, sink, (now) =>
          now === null
            ? no('upload-sink-unknown', { sink })
            : { outcome: 'done', value: { change: 'removed', sink: null } },
        ),
      ),
  };
}

function as(change: SinkChange, meant: Answer<ConfiguredSink>): Answer<Wanted> {
  return meant.outcome === 'refused' ? meant : { outcome: 'done', value: { change, sink: meant.value } };
}

function no(code: RefusalCode, facts: Record<string, string>): Answer<never> {
  return { outcome: 'refused', refusals: [refuse(code, facts)] };
}
