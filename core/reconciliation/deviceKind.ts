import { z } from 'zod';

/** What a customer's words for a device type come to. `other` is something that nobody here wipes or opens. */
export const deviceKindName = z.enum([
  'laptop',
  'desktop',
  'server',
  'drive',
  'tablet',
  'phone',
  'monitor',
  'printer',
  'network',
  'storage',
  'dock',
  'other',
]);
export type DeviceKind = z.infer<typeof deviceKindName>;

/** The first that fits decides: `external hard drive` is a drive, `docking station` no station of any other kind. */
const WORDS: readonly (readonly [DeviceKind, RegExp])[] = [
  ['dock', /\bdock|dokuj|扩展坞|docking/],
  ['printer', /print|drucker|drukark|plotter|scanner|打印|multifun|mfp\b/],
  ['monitor', /monitor|display|bildschirm|ekran|显示|screen\b/],
  ['phone', /phone|handy|mobiltelefon|telefon|手机|smartphone/],
  ['tablet', /tablet|ipad|平板/],
  ['storage', /\bnas\b|\bsan\b|storage array|disk array|disk shelf|jbod|macierz|storage system|tape|存储/],
  ['network', /switch|router|firewall|access point|\bap\b|netzwerk|network|sieciow|交换|路由/],
  [
    'laptop',
    /laptop|notebook|macbook|ultrabook|chromebook|convertible|thinkpad|elitebook|latitude|笔记本|mobile workstation/,
  ],
  ['server', /server|serwer|blade|poweredge|proliant|服务器|\brack\b/],
  [
    'drive',
    /hard ?(?:disk|drive)|festplatte|dysk|\bhdd\b|\bssd\b|\bnvme\b|\bdrive\b|solid.?state|硬盘|固态|\bdisk\b|datenträger/,
  ],
  [
    'desktop',
    /desktop|tower|workstation|\bpc\b|computer|all.?in.?one|\baio\b|thin client|komputer|rechner|optiplex|thinkcentre|\bimac\b|台式|电脑|arbeitsplatz/,
  ],
];

/** The kind behind a customer's words (English, German, Polish, Chinese); `null` when they say none that is known. */
export function deviceKind(words: string | null): DeviceKind | null {
  if (words === null) return null;
  const text = words.normalize('NFKC').toLowerCase();
  return WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** Kinds that hold drives: each must be opened, so that no drive leaves unseen. */
export function holdsDrives(kind: DeviceKind | null): boolean {
  return kind === 'laptop' || kind === 'desktop' || kind === 'server' || kind === 'storage';
}

/** Whether a device is certainly another kind than the list says. Unknown is no difference, but neither is it an agreement. */
export function isOtherKind(expected: DeviceKind | null, seen: DeviceKind | null): boolean {
  return expected !== null && seen !== null && expected !== seen;
}
