/** Makers that put their name before the model; the letters behind it are what stands large on the drive's own label. */
const MAKERS: ReadonlySet<string> = new Set([
  'ATA',
  'CRUCIAL',
  'DELL',
  'FUJITSU',
  'HGST',
  'HITACHI',
  'HP',
  'HPE',
  'IBM',
  'INTEL',
  'KINGSTON',
  'KIOXIA',
  'LENOVO',
  'MICRON',
  'SAMSUNG',
  'SANDISK',
  'SEAGATE',
  'SK',
  'HYNIX',
  'TOSHIBA',
  'WD',
  'WDC',
]);
/** What a maker adds behind a dash is the variant: `ST2000NM0008-2F3100`. */
const VARIANT = /^([A-Z0-9]{6,})-[A-Z0-9]+$/i;

/** Pure: a model in the fewest letters that a person at the bench tells drives apart by. What is not known to be a maker or a variant stays. */
export function shortModel(model: string): string {
  const words = model.split(/\s+/).filter((word) => word !== '');
  while (words.length > 1 && MAKERS.has((words[0] ?? '').toUpperCase())) words.shift();
  const short = words.map((word) => VARIANT.exec(word)?.[1] ?? word).join(' ');
  return short === '' ? model : short;
}
