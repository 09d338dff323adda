import type { AgentNotice } from '../../../core/contract/agent.ts';
import type { Reason } from '../../../core/domain/reason.ts';

const MOST_KEPT = 200;

/** What the agent has to tell people until its end: repairs, warnings, damage. The newest are kept, damage always. */
export type Notices = {
  all(): AgentNotice[];
  add(severity: AgentNotice['severity'], reason: Reason): void;
};

export function createNotices(nowIso: () => string, onNotice: (notice: AgentNotice) => void): Notices {
  let kept: AgentNotice[] = [];
  return {
    all: () => [...kept],
    add(severity, reason) {
      const notice = { at: nowIso(), severity, reason };
      kept.push(notice);
      if (kept.length > MOST_KEPT) {
        const oldest = kept.findIndex((other) => other.severity !== 'damage');
        kept = kept.filter((_, index) => index !== Math.max(0, oldest));
      }
      onNotice(notice);
    },
  };
}
