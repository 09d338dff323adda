import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';

/** Who holds an image: the process and the moment it started, so that a reused process number is not taken for it. */
type Owner = { readonly pid: number; readonly startTicks: string };

/** `null`: somebody who is alive has it. Otherwise the act that lets go; safe to call twice. */
export type Lock = (() => void) | null;

/**
 * Takes a lock file. It appears whole (written aside, then linked: linking fails when it is there). A dead owner's lock is taken over under a
 * second lock, so that two agents which both find it stale cannot both remove it.
 */
export function takeLock(path: string, procRoot = '/proc'): Lock {
  const own: Owner = { pid: process.pid, startTicks: startTicksOf(process.pid, procRoot) ?? '' };
  if (!linkWhole(path, own)) {
    if (!isStale(path, procRoot)) return null;
    const takeover = `${path}.takeover`;
    if (isStale(takeover, procRoot)) rmSync(takeover, { force: true });
    if (!linkWhole(takeover, own)) return null;
    try {
      if (isStale(path, procRoot)) rmSync(path, { force: true });
      if (!linkWhole(path, own)) return null;
    } finally {
      rmSync(takeover, { force: true });
    }
  }
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    if (isOwner(readOwner(path), own)) rmSync(path, { force: true });
  };
}

function linkWhole(path: string, owner: Owner): boolean {
  const aside = `${path}.${randomUUID()}`;
  writeFileSync(aside, JSON.stringify(owner), { flag: 'wx', mode: 0o644 });
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(aside);
  }
}

function isOwner(one: Owner | null, other: Owner): boolean {
  return one !== null && one.pid === other.pid && one.startTicks === other.startTicks;
}

/** A lock that cannot be understood is not stale: somebody wrote it. One that is gone is not stale either. */
function isStale(path: string, procRoot: string): boolean {
  const owner = readOwner(path);
  return owner !== null && startTicksOf(owner.pid, procRoot) !== owner.startTicks;
}

function readOwner(path: string): Owner | null {
  try {
    const raw: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof raw !== 'object' || raw === null || !('pid' in raw) || !('startTicks' in raw)) return null;
    const { pid, startTicks } = raw;
    return Number.isSafeInteger(pid) && typeof startTicks === 'string' ? { pid: Number(pid), startTicks } : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** proc(5), `stat` field 22; the program's name before it may hold spaces and brackets. `null`: no such process. */
function startTicksOf(pid: number, procRoot: string): string | null {
  try {
    const line = readFileSync(`${procRoot}/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return null;
    throw error;
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
