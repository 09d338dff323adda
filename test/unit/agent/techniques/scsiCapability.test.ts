import { expect, it } from 'vitest';
import type { Drive } from '../../../../core/domain/drive.ts';
import { because } from '../../../../core/domain/reason.ts';
import { scsiTechniques } from '../../../../native/agent/techniques/scsi/scsiTechniques.ts';
import { scsiDriveFacts } from '../../../fixtures/scsi/scsiBench.ts';
import { examplePolicy } from '../jobs/exampleJob.ts';

const table = (erase: Drive['erase']) =>
  Object.fromEntries(
    scsiTechniques.map(({ techniqueId, capability }) => {
      const { method, reasons } = capability({ ...scsiDriveFacts, erase }, examplePolicy);
      return [techniqueId.replace('scsi-', ''), [method, ...reasons.map(({ code }) => code)].join(' ')];
    }),
  );
const all = scsiDriveFacts.erase;
if (all?.interface !== 'scsi') throw new Error('the example is a SCSI drive');

it('a drive that knows everything is offered everything, as what it is', () => {
  expect(table(all)).toEqual({
    'sanitize-block': 'purge scsi-sanitize-is-purge',
    'sanitize-crypto': 'purge scsi-sanitize-is-purge crypto-erase-is-attested',
    'sanitize-overwrite': 'purge scsi-sanitize-is-purge',
    'format-unit': 'clear scsi-format-is-clear',
  });
});

it('each fact opens its own technique and no other', () => {
  const nothing = { ...all, sanitizeBlock: false, sanitizeCrypto: false, sanitizeOverwrite: false, formatUnit: false };
  const offered = (facts: Partial<typeof all>) =>
    Object.entries(table({ ...nothing, ...facts }))
      .filter(([, words]) => !words.startsWith(' '))
      .map(([technique]) => technique);
  expect(offered({})).toEqual([]);
  expect(offered({ sanitizeBlock: true })).toEqual(['sanitize-block']);
  expect(offered({ sanitizeCrypto: true })).toEqual(['sanitize-crypto']);
  expect(offered({ sanitizeOverwrite: true })).toEqual(['sanitize-overwrite']);
  expect(offered({ formatUnit: true })).toEqual(['format-unit']);
});

it('two logical units, another interface, a bridge and an unasked drive are offered nothing, and told why', () => {
  const words = (erase: Drive['erase']) => [...new Set(Object.values(table(erase)))];
  expect(words({ ...all, logicalUnits: 2 })).toEqual([' scsi-several-logical-units']);
  expect(words({ ...all, logicalUnits: 0 })).toEqual([' scsi-several-logical-units']);
  expect(words(null)).toEqual([' erase-means-not-asked']);
  expect(words({ interface: 'none', why: because('scsi-commands-not-told', { why: '' }) })).toEqual([
    ' scsi-commands-not-told',
  ]);
});
