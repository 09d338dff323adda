import { createHash } from 'node:crypto';
import type { SetupRow, SetupSection } from '../../../core/contract/setupVerbs.ts';
import type { CustomerSetup, SetupFile, SetupNotes, SetupValues } from '../../../core/domain/setup.ts';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { foldedText } from '../store/searchWords.ts';

/** Each setting of a file beside what is set here. Pure. */
export function compareSetup(now: SetupValues, here: SetupNotes, { values: file, notes }: SetupFile): SetupRow[] {
  const row = (
    section: SetupSection,
    was: unknown,
    becomes: unknown,
    words: readonly [string | null, string | null],
  ): SetupRow => {
    const change = canonicalText(was) === canonicalText(becomes) ? 'same' : 'changed';
    return { section, change, now: brief(words[0]), file: brief(words[1]) };
  };
  const merged = changedCustomers(now.customers, file.customers);
  const names = (customers: readonly CustomerSetup[]) => customers.map(({ name }) => name).join(', ') || null;
  const told = (noted: SetupNotes) => ({
    policies: noted.policies.map(({ policyId, sha256 }) => `${policyId} ${sha256.slice(0, 8)}`).join(', ') || null,
    uploads: noted.uploads.map(({ name, target }) => `${name}: ${target}`).join(', ') || null,
  });
  const [mine, theirs] = [told(here), told(notes)];
  return [
    row('bay-map', now.bayMap, file.bayMap, [mapWords(now.bayMap), mapWords(file.bayMap)]),
    row('paper', now.paper, file.paper, [paperWords(now.paper), paperWords(file.paper)]),
    row('time-stamp-server', now.timeStampServer, file.timeStampServer, [now.timeStampServer, file.timeStampServer]),
    row('station-language', now.stationLanguage, file.stationLanguage, [now.stationLanguage, file.stationLanguage]),
    row('printer', now.printer, file.printer, [printerWords(now.printer), printerWords(file.printer)]),
    row('customers', [], merged, [names(now.customers), names(merged)]),
    { section: 'policies', change: 'left-alone', now: brief(mine.policies), file: brief(theirs.policies) },
    { section: 'uploads', change: 'left-alone', now: brief(mine.uploads), file: brief(theirs.uploads) },
  ];
}

/** The file's customers that are new here, or whose columns are read otherwise; with all columns that are then known of them. Customers that only this station has stay. */
export function changedCustomers(now: readonly CustomerSetup[], file: readonly CustomerSetup[]): CustomerSetup[] {
  return file.flatMap(({ name, columns }) => {
    const known = now.find((one) => foldedText(one.name) === foldedText(name));
    if (known === undefined) return [{ name, columns }];
    const merged = { ...known.columns, ...columns };
    return canonicalText(merged) === canonicalText(known.columns) ? [] : [{ name: known.name, columns: merged }];
  });
}

/** Names what a person was shown. */
export function digestOf(now: SetupValues, file: SetupFile): string {
  return createHash('sha256').update(canonicalText({ now, file })).digest('hex');
}

function mapWords(map: SetupValues['bayMap']): string | null {
  if (map === null) return null;
  const bays = [...map].sort((one, other) => one.number - other.number);
  return bays.map(({ number, path, name }) => `${number}${name === null ? '' : ` ${name}`} = ${path}`).join(', ');
}

function paperWords({ language, shopName, logoPngBase64 }: SetupValues['paper']): string {
  const logo = logoPngBase64 === null ? null : createHash('sha256').update(logoPngBase64).digest('hex').slice(0, 8);
  return [language, shopName, logo === null ? null : `PNG ${logo}`].filter((word) => word !== null).join(' · ');
}

function printerWords(printer: SetupValues['printer']): string | null {
  if (printer === null) return null;
  const { language, labelSize, dotsPerMillimetre, identity, path } = printer;
  return [language.toUpperCase(), labelSize, `${dotsPerMillimetre}/mm`, identity?.serialNumber ?? path].join(' · ');
}

function brief(words: string | null): string | null {
  return words === null || words.length <= 2000 ? words : `${words.slice(0, 1999)}…`;
}
