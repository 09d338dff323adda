import type { CallInput, CallOutput } from '../../../core/contract/rpc.ts';
import type { StationContract } from '../../../core/contract/station.ts';
import { refuse } from '../../../core/domain/refusal.ts';
import { fromBase64, toBase64 } from '../../../core/record/bytes.ts';
import type { StampTime } from '../certificateStore/signedPaper.ts';
import { requestTimeStamp, TIME_STAMP_SETTING, timeStampSetting } from '../certificateStore/timeStamp.ts';
import { logoPng } from '../certificates/logoPng.ts';
import type { MakeChange } from '../settings/settingChanges.ts';
import type { Settings } from '../store/settings.ts';
import type { AskAgent } from './askAgent.ts';

export type PaperRoom = {
  read(): Promise<CallOutput<StationContract, 'paper.read'>>;
  /** The caller has checked that a shift lead asks. */
  set(input: CallInput<StationContract, 'paper.set'>): Promise<CallOutput<StationContract, 'paper.set'>>;
  readonly stamp: StampTime;
};

/** How certificates look is the agent's, because it is sealed; which server stamps the time is this desktop's. */
export function paperRoom(ask: AskAgent, settings: Settings, changing: MakeChange): PaperRoom {
  const url = () => settings.read(TIME_STAMP_SETTING, timeStampSetting);
  return {
    async read() {
      const answer = await ask('paper.read', {});
      if (answer.outcome === 'refused') return answer;
      return { outcome: 'done', value: { ...answer.value, timeStampUrl: url() } };
    },
    async set({ session, language, shopName, logo, timeStampUrl: wanted }) {
      let logoPngBase64: string | null = null;
      if (logo === 'keep') {
        const before = await ask('paper.read', {});
        if (before.outcome === 'refused') return before;
        ({ logoPngBase64 } = before.value);
      } else if (logo !== null) {
        const png = logoPng(logo.widthPixels, logo.heightPixels, fromBase64(logo.rgbBase64));
        if (png === null) return { outcome: 'refused', refusals: [refuse('logo-unsuitable')] };
        logoPngBase64 = toBase64(png);
      }
      const answer = await ask('paper.set', { session, settings: { language, shopName, logoPngBase64 } });
      if (answer.outcome === 'refused') return answer;
      const change = { session, setting: 'time-stamp-server', before: url(), after: wanted } as const;
      return changing(change, () => {
        settings.write(TIME_STAMP_SETTING, wanted);
        return { outcome: 'done', value: {} };
      });
    },
    stamp: async (signature) => {
      const server = url();
      return server === null ? { outcome: 'done', value: null } : requestTimeStamp(server, signature);
    },
  };
}
