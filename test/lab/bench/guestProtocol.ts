/**
 * Lines of JSON between host and guest. The guest calls the host: one connection for orders and answers, and one more for each stream
 * (a UNIX socket of the guest, or a process with its input and output), which turns into plain bytes after its first line.
 */
export type ToGuest =
  | { readonly t: 'run'; readonly id: number; readonly argv: readonly string[]; readonly timeoutMs: number | null }
  | { readonly t: 'signal'; readonly id: number; readonly signal: 'SIGTERM' | 'SIGKILL' }
  | { readonly t: 'open-socket'; readonly id: number; readonly path: string }
  | { readonly t: 'open-process'; readonly id: number; readonly argv: readonly string[] }
  | { readonly t: 'power-off' };

export type FromGuest =
  | { readonly t: 'hello'; readonly token: string }
  | { readonly t: 'stream'; readonly token: string; readonly id: number }
  | { readonly t: 'started'; readonly id: number; readonly pid: number }
  | { readonly t: 'output'; readonly id: number; readonly to: 'stdout' | 'stderr'; readonly base64: string }
  | {
      readonly t: 'ended';
      readonly id: number;
      readonly code: number | null;
      readonly signal: string | null;
      readonly timedOut: boolean;
    }
  | { readonly t: 'failed'; readonly id: number; readonly why: string };

/** Written by the host to the shared folder before the boot: where the guest calls, and what it says to be let in. */
export type DoorPlate = { readonly host: string; readonly port: number; readonly token: string };
