import { create } from 'zustand';
import type { Session } from '../../../core/contract/agent.ts';

type SessionState = {
  readonly session: Session | null;
  /** Set while somebody is asked to sign in; called with the session, or null when they would rather not. */
  readonly waiting: ((session: Session | null) => void) | null;
  /** A badge that was scanned; one that is too short to sign in alone needs its PIN. */
  readonly badge: string | null;
  keep(session: Session): void;
  forget(): void;
};

/** Who stands at the bench. Kept in memory only: a reload signs out. */
export const useSession = create<SessionState>((set, get) => ({
  session: null,
  waiting: null,
  badge: null,
  keep(session) {
    get().waiting?.(session);
    set({ session, waiting: null, badge: null });
  },
  forget: () => set({ session: null }),
}));

/** The session of the person at the bench; asks for a sign-in when there is none. Null when they close the dialog. */
export function sessionOrSignIn(): Promise<Session | null> {
  const { session, waiting } = useSession.getState();
  if (session !== null && Date.parse(session.expiresAt) > Date.now()) return Promise.resolve(session);
  waiting?.(null);
  return new Promise((resolve) => useSession.setState({ session: null, waiting: resolve }));
}

/**
 * Asks who takes over, by badge or PIN; closed, the person before stays. The session before is only put aside here, not ended: a wipe that runs in it still gets its
 * certificate by itself.
 */
export function switchPerson(badge: string | null = null): void {
  useSession.getState().waiting?.(null);
  useSession.setState({ waiting: () => undefined, badge });
}

/** Closes the sign-in dialog without a session. */
export function dropSignIn(): void {
  useSession.getState().waiting?.(null);
  useSession.setState({ waiting: null, badge: null });
}
