import type { AgentNotice } from '../../../core/contract/agent.ts';
import type { Reason } from '../../../core/domain/reason.ts';

const MOST_NOTICES = 100;

/** What the station itself noticed since its start. */
export type Notices = {
  all(): readonly AgentNotice[];
  /** Adds it, unless the very same was noticed before: a fault that repeats is told once. */
  add(severity: AgentNotice['severity'], reason: Reason): void;
  /** What was told under these codes is over: when it comes again, it is told again. */
  over(...codes: readonly string[]): void;
};

/** An empty list; `onAdded` hears each notice once. */
export function createNotices(clock: () => Date, onAdded: (notice: AgentNotice) => void): Notices {
  let notices: readonly AgentNotice[] = [];
  const past = new WeakSet<AgentNotice>();
  return {
    all: () => notices,
    add(severity, reason) {
      const isKnown = (known: AgentNotice) =>
        !past.has(known) && JSON.stringify(known.reason) === JSON.stringify(reason);
      if (notices.some(isKnown)) return;
      const notice = { at: clock().toISOString(), severity, reason };
      notices = [...notices, notice].slice(-MOST_NOTICES);
      onAdded(notice);
    },
    over(...codes) {
      for (const notice of notices) if (codes.includes(notice.reason.code)) past.add(notice);
    },
  };
}
