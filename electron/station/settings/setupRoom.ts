import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Handlers } from '../../../core/contract/rpcServer.ts';
import type { setupVerbs } from '../../../core/contract/setupVerbs.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import type { Policy } from '../../../core/domain/policy.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import { LEFT_OUT, type SetupFile, type SetupNotes, setupFile } from '../../../core/domain/setup.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import type { SignedActs } from '../bench/signedActs.ts';
import { TIME_STAMP_SETTING } from '../certificateStore/timeStamp.ts';
import { writeOnce } from '../paths/durableFile.ts';
import type { Settings } from '../store/settings.ts';
import type { Uploader } from '../uploads/uploader.ts';
import { compareSetup, digestOf } from './compareSetup.ts';
import { currentSetup, type SetRooms } from './currentSetup.ts';
import type { MakeChange } from './settingChanges.ts';
import { takeSetup } from './takeSetup.ts';

export type SetupHandlers = Pick<Handlers<StationContract, 'window'>, keyof typeof setupVerbs>;

export type SetupRoomNeeds = SetRooms & {
  readonly signed: SignedActs;
  readonly changing: MakeChange;
  readonly settings: Settings;
  readonly uploads: Pick<Uploader, 'look'>;
  readonly policies: () => readonly Policy[];
  readonly stationName: () => string;
  readonly clock: () => Date;
  /** Where the file is written. */
  readonly folder: string;
};

/** A station's set-up as one file, and what another station's file changes here. */
export function setupRoom(room: SetupRoomNeeds): SetupHandlers {
  const { forLead } = room.signed;

  async function notes(): Promise<SetupNotes> {
    const { sinks } = await room.uploads.look();
    return {
      policies: room.policies().map((policy) => {
        return { policyId: policy.policyId, sha256: createHash('sha256').update(canonicalText(policy)).digest('hex') };
      }),
      uploads: sinks.map(({ name, kind, target }) => ({ name, kind, target })),
    };
  }

  return {
    'setup.export': ({ session }) =>
      forLead('setup.export', session, async () => {
        const now = await currentSetup(room);
        if (now.outcome === 'refused') return now;
        const exportedAt = room.clock().toISOString();
        const file: SetupFile = {
          format: 'wipebench-setup/1',
          exportedAt,
          stationName: room.stationName().slice(0, 200),
          values: now.value.values,
          notes: await notes(),
          retention: 'nothing-is-deleted',
          leftOut: [...LEFT_OUT],
        };
        const path = join(room.folder, `wipebench-setup-${exportedAt.replaceAll(':', '-')}.json`);
        await writeOnce(path, new TextEncoder().encode(`${JSON.stringify(setupFile.parse(file), null, 2)}\n`));
        return { outcome: 'done', value: { path } };
      }),
    'setup.read': ({ session, text }) =>
      forLead('setup.read', session, async () => {
        const file = parsed(text);
        if (file.outcome === 'refused') return file;
        const now = await currentSetup(room);
        if (now.outcome === 'refused') return now;
        const { stationName, exportedAt } = file.value;
        const rows = compareSetup(now.value.values, await notes(), file.value);
        return {
          outcome: 'done',
          value: { stationName, exportedAt, rows, shown: digestOf(now.value.values, file.value) },
        };
      }),
    'setup.take': ({ session, text, shown, sections }) =>
      forLead('setup.take', session, async () => {
        const file = parsed(text);
        if (file.outcome === 'refused') return file;
        const now = await currentSetup(room);
        if (now.outcome === 'refused') return now;
        const { values, mapSeq } = now.value;
        if (digestOf(values, file.value) !== shown) return { outcome: 'refused', refusals: [refuse('setup-changed')] };
        const setTimeStampServer = (url: string | null) => room.settings.write(TIME_STAMP_SETTING, url);
        return takeSetup(
          { ...room, setTimeStampServer },
          { session, sections, now: values, file: file.value.values, mapSeq },
        );
      }),
  };
}

function parsed(text: string): Answer<SetupFile> {
  try {
    const file = setupFile.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')));
    // Half of a surrogate pair is no character: such text has no canonical form.
    if (file.success && /\\ud[89a-f]/.test(JSON.stringify(file.data))) return unsuitable('Unicode');
    if (file.success) return { outcome: 'done', value: file.data };
    const [issue] = file.error.issues;
    return unsuitable(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return unsuitable('JSON');
  }
}

function unsuitable(why: string): Answer<never> {
  return { outcome: 'refused', refusals: [refuse('setup-unsuitable', { why: why.slice(0, 300) })] };
}
