import { createHash } from 'node:crypto';
import type { StationSetting } from '../../../core/contract/settingVerbs.ts';
import type { Answer } from '../../../core/domain/refusal.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import type { AskAgent } from '../bench/askAgent.ts';

export type SettingChange = {
  readonly session: string;
  readonly setting: StationSetting;
  /** Any JSON; never a secret. */
  readonly before: unknown;
  readonly after: unknown;
};

/**
 * Makes a change of a setting that the station keeps. It stands in the ledger, with the person, before it holds: without the agent nothing is changed. What
 * then does not come about (a refusal, a fault) is written back there as well.
 */
export type MakeChange = <T>(change: SettingChange, apply: () => Answer<T> | Promise<Answer<T>>) => Promise<Answer<T>>;

/** As long as the agent takes a state. */
const MOST_CHARACTERS = 8000;

export function settingChanges(ask: AskAgent): MakeChange {
  return async ({ session, setting, before, after }, apply) => {
    const [was, becomes] = [stated(before), stated(after)];
    if (was === becomes) return apply();
    const sealed = await ask('settings.changed', { session, setting, before: was, after: becomes });
    if (sealed.outcome === 'refused') return sealed;
    const takeBack = () => ask('settings.changed', { session, setting, before: becomes, after: was });
    try {
      const answer = await apply();
      if (answer.outcome === 'refused') await takeBack();
      return answer;
    } catch (cause) {
      await takeBack();
      throw cause;
    }
  };
}

/** Canonical JSON, so that the same setting is the same text; one that is too long for the ledger is cut and named by its digest, so that two of them stay two. */
function stated(value: unknown): string {
  const text = canonicalText(value);
  if (text.length <= MOST_CHARACTERS) return text;
  const digest = createHash('sha256').update(text).digest('hex');
  return `${text.slice(0, MOST_CHARACTERS - 80)} sha256:${digest}`;
}
