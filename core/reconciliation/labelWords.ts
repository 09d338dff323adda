/** What a code on a device is, when it is not the serial number that we look for. */
export type OtherCode =
  | 'part-number'
  | 'model'
  | 'world-wide-name'
  | 'firmware'
  | 'psid'
  | 'mac-address'
  | 'imei'
  | 'product-code'
  | 'component'
  | 'date'
  | 'quantity'
  | 'capacity'
  | 'lot-code'
  | 'supplier'
  | 'licence-key'
  | 'universal-id'
  | 'web-address'
  | 'text';

/** What the words before a code say that it is. */
export type LabelMeaning = 'serial' | 'service-code' | 'asset-tag' | OtherCode;

/** Longer words first, so that `S/N` is not read as `S`. Only those marked `tight` may stand without a sign or a blank before the code. */
const WORDS: readonly (readonly [meaning: LabelMeaning, tight: boolean, words: string])[] = [
  ['service-code', false, 'EXPRESS SERVICE CODE|EXPRESS CODE|EXP\\.? ?SVC'],
  [
    'serial',
    false,
    'SERIAL ?NUMBER|SERIAL ?NO\\.?|SERIAL|SERIENNUMMER|SERIEN-?NR\\.?|NUMER SERYJNY|NR SERYJNY|NR SER\\.?|序列号|產品序號|SERVICE TAG|SVC ?TAG|S\\.N\\.|SER\\.? ?NO\\.?',
  ],
  ['serial', true, 'S\\/NO|S\\/N'],
  ['serial', false, 'ISN|SN|SSN'],
  [
    'asset-tag',
    false,
    'ASSET TAG|ASSET ?NO\\.?|ASSET|A\\/T|INVENTARNUMMER|INVENTAR-?NR\\.?|INV\\.?-?NR\\.?|NR INW\\.?|INVENTORY NO\\.?|资产编号',
  ],
  ['world-wide-name', true, 'WWPN|WWNN|WWN|WWID'],
  ['world-wide-name', false, 'EUI-?64|EUI|NAA'],
  ['psid', true, 'PSID'],
  ['firmware', false, 'FIRMWARE|F\\/W|FW|REV\\.?'],
  ['part-number', true, 'P\\/NO|DP\\/N|P\\/N'],
  [
    'part-number',
    false,
    'PART ?NUMBER|PART ?NO\\.?|PN|SPS|SPARE|OPTION|FRU ?P\\/N|FRU|PRODUCT ?NO\\.?|PROD\\.? ?ID|PRODUCT ?ID|DPN|CPN|MPN|SA|PBA|GPN|MLC|DCM',
  ],
  ['model', false, 'MODEL ?NO\\.?|MODEL|MODELL|MDL|M\\/N|MN|MTM|MT-M|TYPE|型号'],
  ['mac-address', false, 'MAC ?ADDRESS|MAC ?ID|MAC|LAN|WLAN|WIFI'],
  ['imei', false, 'IMEI\\d?|MEID'],
  ['component', false, 'CT|PPID|HSN|BSN'],
  ['date', false, 'DATE ?CODE|DATE|DOM|MFG\\.? ?DATE|MFD|DATUM|D\\/C'],
  ['capacity', false, 'CAPACITY|CAP\\.?|LBA|SIZE'],
  ['quantity', false, 'QTY\\.?|QUANTITY'],
  ['universal-id', false, 'UUID|GUID'],
  ['product-code', false, 'UPC|EAN|GTIN|JAN'],
];

const FINDERS = WORDS.map(([meaning, tight, words]) => {
  const end = tight ? '\\s*[:=#]?\\s*' : '(?:\\s*[:=#]\\s*|\\s+)';
  return { meaning, at: new RegExp(`(?<![\\p{L}\\p{N}/])\\(?(?:${words})\\)?${end}`, 'giu') };
});

/** A stretch of text after words that say what it is; `null`: nothing was said. */
export type LabelledText = { readonly meaning: LabelMeaning | null; readonly value: string };

/** Splits one line at the words that people and labels put before codes. A line without any comes back whole. */
export function labelledTexts(line: string): LabelledText[] {
  const marks: { start: number; end: number; meaning: LabelMeaning }[] = [];
  for (const { meaning, at } of FINDERS) {
    for (const match of line.matchAll(at)) {
      const start = match.index;
      const end = start + match[0].length;
      if (end === line.length && start === 0) continue;
      if (!marks.some((mark) => start < mark.end && mark.start < end)) marks.push({ start, end, meaning });
    }
  }
  marks.sort((left, right) => left.start - right.start);
  const first = marks[0];
  if (first === undefined) return [{ meaning: null, value: line.trim() }];
  const texts: LabelledText[] = [{ meaning: null, value: line.slice(0, first.start).trim() }];
  marks.forEach((mark, index) => {
    const end = marks[index + 1]?.start ?? line.length;
    texts.push({ meaning: mark.meaning, value: line.slice(mark.end, end).replace(/^[\s:;,]+|[\s;,|]+$/g, '') });
  });
  return texts.filter(({ value }) => value !== '');
}
