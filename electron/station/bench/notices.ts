import type { AgentNotice } from '../../../core/contract/agent.ts';
import type { Reason } from '../../../core/domain/reason.ts';

const MOST_NOTICES = 100;

/** What the station itself noticed since its start. */
export type Notices = {
  all(): readonly AgentNotice[];
  /** Adds it, unless the very same was noticed before: a fault that repeats is told once. */
  add(severity: AgentNotice['severity'], reason: Reason): void;
};

/** An empty list; `onAdded` hears each notice once. */
export function createNotices(clock: () => Date, onAdded: (notice: AgentNotice) => void): Notices {
  let notices: readonly AgentNotice[] = [];
  return {
    all: () => notices,
    add(severity, reason) {
      if (notices.some((known) => JSON.stringify(known.reason) === JSON.stringify(reason))) return;
      const notice = { at: clock().toISOString(), severity, reason };
      notices = [...notices, notice].slice(-MOST_NOTICES);
      onAdded(notice);
    },
  };
}
