import type { AssetField } from '../domain/asset.ts';

/**
 * Names that columns have in exports and hand-made lists, as `foldName` gives them: English (with the field names of ServiceNow, Snipe-IT, GLPI, Lansweeper,
 * Intune), German, Polish, Chinese. Of two columns with names of one field the one named earlier here is taken.
 */
export const columnNames: Readonly<Record<AssetField, readonly string[]>> = {
  serialNumber: [
    ...['serialnumber', 'serial', 'serialno', 'serialnr', 'serialnum', 'sn', 'deviceserialnumber'],
    ...['deviceserial', 'hardwareserialnumber', 'systemserialnumber', 'biosserialnumber', 'biosserial', 'servicetag'],
    ...['manufacturerserialnumber', 'chassisserialnumber', 'serialnumberservicetag', 'assetserialnumber'],
    ...['seriennummer', 'seriennr', 'serienr', 'gerateseriennummer', 'fabriknummer', 'fabriknr'],
    ...['numerseryjny', 'nrseryjny', 'nrser', 'numerfabryczny', 'nrfabryczny', 'snnumerseryjny'],
    ...['序列号', '序列號', '设备序列号', '产品序列号', '主机序列号', '机身序列号', '机身号', '出厂编号', 'sn号', 'sn码'],
  ],
  assetTag: [
    ...['assettag', 'assettagnumber', 'assetnumber', 'assetno', 'assetid', 'inventorynumber', 'inventoryno', 'inventorytag'],
    ...['tagnumber', 'tagno', 'tag', 'assetbarcode', 'barcode', 'propertytag', 'fixedassetnumber', 'equipmentnumber'],
    ...['inventarnummer', 'inventarnr', 'assetnummer', 'anlagennummer', 'anlagennr', 'geratenummer', 'geratenr'],
    ...['numerinwentarzowy', 'nrinwentarzowy', 'nrinw', 'numersrodkatrwalego', 'nrsrodkatrwalego', 'kodkreskowy'],
    ...['资产编号', '资产标签', '资产号', '资产编码', '固定资产编号', '固定资产编码', '条码', '条形码', '資產編號'],
  ],
  deviceType: [
    ...['devicetype', 'assettype', 'modelcategory', 'assetcategory', 'category', 'type', 'types', 'hardwaretype'],
    ...['equipmenttype', 'producttype', 'computertype', 'itemtype', 'formfactor', 'chassistype'],
    ...['geratetyp', 'gerateart', 'geratekategorie', 'assettyp', 'kategorie', 'typ', 'art', 'objektart'],
    ...['typurzadzenia', 'rodzajurzadzenia', 'rodzajsprzetu', 'typsprzetu', 'kategoria', 'rodzaj'],
    ...['设备类型', '资产类型', '设备类别', '资产类别', '类型', '类别', '分类', '設備類型'],
  ],
  make: [
    ...['manufacturer', 'make', 'brand', 'manufacturers', 'modelmanufacturer', 'devicemanufacturer', 'oem', 'mfg', 'mfr', 'vendor'],
    ...['hersteller', 'fabrikat', 'marke'],
    ...['producent', 'marka', 'wytworca'],
    ...['品牌', '制造商', '厂商', '生产厂家', '厂家', '製造商'],
  ],
  model: [
    ...['model', 'modelname', 'devicemodel', 'computermodel', 'modeldisplayname', 'productname', 'product', 'modelno', 'modelnumber'],
    ...['modell', 'modellname', 'modellbezeichnung', 'geratemodell', 'typenbezeichnung'],
    ...['modelurzadzenia', 'nazwamodelu'],
    ...['型号', '设备型号', '规格型号', '产品型号', '机型', '型號'],
  ],
  location: [
    ...['location', 'assignedlocation', 'locationname', 'locations', 'site', 'sitename', 'building', 'office', 'defaultlocation', 'room'],
    ...['standort', 'lagerort', 'gebaude', 'raum', 'niederlassung', 'ort'],
    ...['lokalizacja', 'lokalizacje', 'miejsceuzytkowania', 'siedziba', 'budynek', 'miejsce', 'pokoj'],
    ...['存放地点', '使用地点', '所在地', '地点', '位置', '存放位置', '办公地点', '地點'],
  ],
  department: [
    ...['department', 'departmentname', 'dept', 'assignedtodepartment', 'businessunit', 'division', 'orgunit', 'organizationalunit'],
    ...['abteilung', 'fachbereich', 'organisationseinheit', 'bereich'],
    ...['dzial', 'departament', 'wydzial', 'jednostkaorganizacyjna', 'komorkaorganizacyjna', 'jednostka'],
    ...['使用部门', '所属部门', '部门', '科室', '部門'],
  ],
  refreshProject: [
    ...['refreshproject', 'refreshcycle', 'refreshwave', 'rolloutproject', 'project', 'projectname', 'projectcode', 'projectnumber'],
    ...['austauschprojekt', 'tauschprojekt', 'rolloutprojekt', 'projekt', 'projektname', 'projektnummer'],
    ...['projektwymiany', 'nazwaprojektu'],
    ...['更新项目', '换新项目', '更换项目', '项目名称', '项目', '項目'],
  ],
  securityRequirement: [
    ...['dataclassification', 'securityrequirement', 'securityrequirements', 'classification', 'sanitizationrequirement'],
    ...['sanitizationmethod', 'erasuremethod', 'wipemethod', 'datasensitivity', 'sensitivity', 'securityclass', 'confidentiality'],
    ...['datenklassifizierung', 'schutzklasse', 'schutzbedarf', 'sicherheitsanforderung', 'sicherheitsklasse'],
    ...['loschanforderung', 'loschmethode', 'vertraulichkeit', 'klassifizierung'],
    ...['klasyfikacjadanych', 'wymaganiabezpieczenstwa', 'poziombezpieczenstwa', 'klasyfikacja', 'klauzula', 'poufnosc'],
    ...['数据分类', '数据分级', '安全要求', '密级', '保密级别', '安全等级', '数据安全等级'],
  ],
  retiredOn: [
    ...['retiredon', 'retired', 'retireddate', 'dateretired', 'retirementdate', 'decommissiondate', 'decommissionedon', 'disposaldate'],
    ...['ausmusterungsdatum', 'ausgemustertam', 'ausserbetriebnahme', 'stilllegungsdatum', 'abgangsdatum'],
    ...['datawycofania', 'wycofano', 'datalikwidacji'],
    ...['退役日期', '报废日期', '停用日期', '下线日期'],
  ],
};

/** Parts of names that point to a field where the whole name is not known. */
export const nameParts: Readonly<Record<AssetField, readonly string[]>> = {
  serialNumber: ['serialn', 'serienn', 'seryjn', '序列号'],
  assetTag: ['assettag', 'inventar', 'inwentarz', '资产编'],
  deviceType: ['devicetype', 'assettype', 'geratetyp', '设备类'],
  make: ['manufactur', 'herstell', 'producent', '制造商'],
  model: ['model', '型号'],
  location: ['location', 'standort', 'lokalizac', '地点'],
  department: ['department', 'abteilung', 'departament', '部门'],
  refreshProject: ['project', 'projekt', '项目'],
  securityRequirement: ['classification', 'klassifi', 'klasyfik', '密级', 'sanitiz'],
  retiredOn: ['retire', 'decommission', 'ausmuster', 'wycof', '退役', '报废'],
};
