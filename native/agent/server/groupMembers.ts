import { readFileSync } from 'node:fs';

export type SystemGroup = {
  readonly gid: number;
  /** User ids that belong to it, as member or by their own group. */
  readonly uids: ReadonlySet<number>;
};

/** Reads group(5) and passwd(5) texts; `null` when there is no such group. Pure. */
export function groupFrom(name: string, groupText: string, passwdText: string): SystemGroup | null {
  const line = fieldsOf(groupText).find((fields) => fields[0] === name);
  const gid = Number(line?.[2]);
  if (line === undefined || !Number.isInteger(gid)) return null;
  const members = new Set((line[3] ?? '').split(',').filter((member) => member !== ''));
  const uids = new Set<number>();
  for (const [user, , uid, ownGid] of fieldsOf(passwdText)) {
    if (user !== undefined && (members.has(user) || Number(ownGid) === gid)) uids.add(Number(uid));
  }
  return { gid, uids };
}

/** The group as it is on this PC now. Directory services (LDAP) are not asked. */
export function readGroup(name: string): SystemGroup | null {
  return groupFrom(name, readFileSync('/etc/group', 'utf8'), readFileSync('/etc/passwd', 'utf8'));
}

function fieldsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));
}
