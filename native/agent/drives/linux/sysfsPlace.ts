import { readdirSync, readFileSync, realpathSync } from 'node:fs';

/** What the system says of a thing that is not there, or that goes away while it is looked at. Everything else is a failure to look. */
const GONE: readonly string[] = ['ENOENT', 'ENODEV', 'ENXIO', 'ENOTDIR'];

/** Where a link of sysfs leads; `null` when it is not there, also when its device goes away while it is followed. Throws when it could not be looked at. */
export function placeOf(path: string): string | null {
  return orGone(() => realpathSync(path), null);
}

/** The names in a folder of sysfs; none when it is not there, also when its device goes away while it is read. Throws when it could not be looked at. */
export function namesIn(path: string): string[] {
  return orGone(() => readdirSync(path), []);
}

/** An attribute's text without its line end; `null` when it is not there, also when its device goes away while it is read. Throws when it could not be read. */
export function attributeIn(path: string): string | null {
  return orGone(() => readFileSync(path, 'utf8').trim(), null);
}

/** Without descriptors or permission a drive of two namespaces would look like one of a single one: "could not look" is never "not there". */
function orGone<T>(look: () => T, gone: T): T {
  try {
    return look();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && GONE.includes(String(cause.code))) return gone;
    throw cause;
  }
}
