import { z } from 'zod';

/** Programs whose exports are known by their columns. */
export const sourceSystem = z.enum(['snipe-it', 'glpi', 'servicenow', 'lansweeper', 'intune']);
export type SourceSystem = z.infer<typeof sourceSystem>;

/** Each list of folded names is one sign: all of them together. */
const signs: Readonly<Record<SourceSystem, readonly (readonly string[])[]>> = {
  'snipe-it': [
    ['assettag', 'serial', 'checkedoutto'],
    ['assettag', 'serial', 'modelno'],
    ['itemname', 'assettag', 'modelname'],
  ],
  glpi: [
    ['serialnumber', 'inventorynumber', 'entity'],
    ['serialnumber', 'inventorynumber', 'alternateusername'],
    ['serialnumber', 'manufacturers', 'locations'],
    ['seriennummer', 'inventarnummer', 'einheit'],
    ['numerseryjny', 'numerinwentarzowy', 'jednostka'],
  ],
  servicenow: [
    ['serialnumber', 'modelcategory'],
    ['serialnumber', 'displayname', 'installstatus'],
    ['serialnumber', 'assettag', 'substate'],
  ],
  lansweeper: [
    ['assetname', 'assettype', 'serialnumber'],
    ['assetname', 'typename', 'serialnumber'],
    ['assetname', 'domain', 'lastseen'],
  ],
  intune: [
    ['devicename', 'primaryuserupn'],
    ['devicename', 'serialnumber', 'compliance'],
    ['devicename', 'azureaddeviceid'],
    ['devicename', 'lastcheckin', 'ownership'],
  ],
};

/** The program that made a list with these folded column names, or null. */
export function systemOf(foldedNames: ReadonlySet<string>): SourceSystem | null {
  const found = sourceSystem.options.find((system) =>
    signs[system].some((sign) => sign.every((name) => foldedNames.has(name))),
  );
  return found ?? null;
}
