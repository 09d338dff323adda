import { type NamespaceNote, namespacesOf } from './namespaceNotes.ts';
import type { RecordedPass, RecordV1 } from './recordV1.ts';
import { plansOfWidestParts, residueChances } from './residueChances.ts';

const RANK = { clear: 1, purge: 2, destroy: 3 } as const;

/**
 * Judges a sealed record again from its numbers alone, without trusting the verdict in it, so that not even a genuine key can certify nonsense.
 * Answers every reason why the record does NOT prove a sanitized drive; an empty list means that it does. Unknown (`null`) is a reason.
 * Written apart from the verdict rule of `core/domain` on purpose: two hands, one promise.
 */
export function doubtsAbout(record: RecordV1): string[] {
  return [
    ...aboutVerdict(record),
    ...aboutDrive(record),
    ...aboutHiddenAreas(record),
    ...aboutTechnique(record),
    ...aboutCanaries(record),
    ...aboutReadBack(record),
    ...aboutNamespaces(record),
    ...aboutResidue(record),
  ];
}

function aboutVerdict({ verdict, healthAfter }: RecordV1): string[] {
  const passing = verdict.outcome === 'sanitized' || verdict.outcome === 'sanitized-with-exceptions';
  const reallocated = healthAfter?.reallocatedSectors ?? 0;
  return all([
    [passing, `its verdict is ${verdict.outcome}`],
    [
      !(verdict.outcome === 'sanitized' && reallocated > 0),
      `${reallocated} reallocated sectors were out of reach, yet the verdict names no exception`,
    ],
  ]);
}

function aboutDrive({ drive, badRanges, badRangesCut }: RecordV1): string[] {
  return all([
    [drive.identityAfter === 'same', `the identity afterwards is ${drive.identityAfter}`],
    [drive.capacityBeforeBytes > 0, 'the capacity is not known'],
    [drive.capacityAfterBytes === drive.capacityBeforeBytes, 'the capacity afterwards is not the one before'],
    [badRanges.length === 0 && !badRangesCut, 'it lists sectors that could not be written or read'],
  ]);
}

/** Ways to be attached behind which no ATA drive can stand. */
const NEVER_ATA: readonly string[] = ['nvme', 'mmc', 'loop', 'virtual'];

/**
 * Sectors behind a host protected area, an accessible maximum or a device configuration are reached by no erase of what is shown. Only of a USB
 * bridge that passed no IDENTIFY through may it stay unknown, and only where no more than Clear was asked for: all that a host can address.
 */
function aboutHiddenAreas({ drive, policy, technique, statusPages }: RecordV1): string[] {
  const spokeAta =
    technique.techniqueId.startsWith('ata-') || statusPages.some(({ name }) => name.startsWith('identify'));
  const { hiddenAreas, transport } = drive;
  switch (hiddenAreas) {
    case 'none':
    case 'restored':
      return [];
    case 'present':
      return ['a hidden area was left'];
    case 'not-applicable':
      return all([
        [
          NEVER_ATA.includes(transport) || (['sas', 'scsi'].includes(transport) && !spokeAta),
          'hidden areas are said not to apply to a drive that can have some',
        ],
      ]);
    case 'not-examined':
      return all([
        [transport === 'usb' && !spokeAta && policy.method === 'clear', 'nobody could look for hidden areas'],
      ]);
  }
}

/** The overwrites of each technique, by their patterns; a technique that is not here cannot be judged and so proves nothing. */
const OVERWRITES: Readonly<Record<string, readonly string[]>> = {
  'overwrite-zeros': ['00'],
  'overwrite-stream': ['stream'],
  'overwrite-three-pass': ['00', 'ff', 'stream'],
};
/**
 * Erases that the drive runs itself. `true`: what it leaves is random or the maker's choice (block erase and format: ACS-4 7.36, NVMe base 2.0 8.21,
 * SBC-4 5.30), so only before against after can be compared.
 */
const DEVICE_ERASES: Readonly<Record<string, boolean>> = {
  'nvme-sanitize-block': true,
  'nvme-sanitize-crypto': true,
  'nvme-sanitize-overwrite': false,
  'nvme-format-user-data': true,
  'nvme-format-crypto': true,
  'ata-sanitize-block': true,
  'ata-sanitize-crypto': true,
  'ata-sanitize-overwrite': false,
  'ata-security-erase': false,
  'ata-security-erase-enhanced': true,
  'scsi-sanitize-block': true,
  'scsi-sanitize-crypto': true,
  'scsi-sanitize-overwrite': false,
  'scsi-format-unit': true,
  'opal-psid-revert': true,
};

function aboutTechnique(record: RecordV1): string[] {
  const { technique, policy } = record;
  const planned = OVERWRITES[technique.techniqueId];
  const mayLeaveAnything = DEVICE_ERASES[technique.techniqueId];
  const patterns = technique.passes.map(({ pattern }) => pattern);
  return [
    ...all([
      [planned !== undefined || mayLeaveAnything !== undefined, `nobody knows a technique ${technique.techniqueId}`],
      [
        planned === undefined || (planned.length === patterns.length && planned.every((p, at) => p === patterns[at])),
        `its passes are ${patterns.join(', ') || 'none'}`,
      ],
      [(planned === undefined) === (technique.device !== null), 'it does not say who erased, the drive or the engine'],
      [
        RANK[technique.method] >= RANK[policy.method],
        `the policy asks for ${policy.method}, done was ${technique.method}`,
      ],
      [planned === undefined || technique.method === 'clear', 'an overwrite is Clear and nothing more'],
    ]),
    ...technique.passes.flatMap((pass) => aboutPass(pass, record)),
    ...(technique.device === null ? [] : aboutDeviceErase(technique.device, mayLeaveAnything === true, record)),
  ];
}

function aboutPass(pass: RecordedPass, { drive }: RecordV1): string[] {
  const whole = pass.writtenBytes === pass.expectedBytes && pass.expectedBytes === drive.capacityBeforeBytes;
  return all([
    [pass.reportedComplete, 'the technique did not report its end'],
    [whole, `${pass.writtenBytes} of ${drive.capacityBeforeBytes} bytes were written`],
    [pass.badBlocks === 0, `${pass.badBlocks} sectors could not be written`],
    [pass.pattern !== 'stream' || pass.streamSeed !== null, 'a stream without its seed cannot be checked'],
  ]);
}

type DeviceErase = NonNullable<RecordV1['technique']['device']>;

function aboutDeviceErase({ state, leaves }: DeviceErase, mayLeaveAnything: boolean, record: RecordV1): string[] {
  const { comparison, technique, verification } = record;
  const byItself = technique.passes.length === 0;
  const onlyChanged = verification?.design === 'changed';
  const doubts = all([
    [state === 'completed', `the drive's own state is ${state}`],
    [leaves === 'uniform' || mayLeaveAnything, 'this technique leaves known content, yet none was looked for'],
    [!onlyChanged || (leaves === 'anything' && byItself), 'known content was not compared'],
    [onlyChanged || !(leaves === 'anything' && byItself), 'nobody can know what a cryptographic erase leaves'],
  ]);
  if (comparison === null) return [...doubts, 'the drive was not compared with what it held before'];
  const { samples, compared, unchanged, unreadable, uniformValue } = comparison;
  const byte = uniformValue === null ? null : uniformValue.toString(16).padStart(2, '0');
  return [
    ...doubts,
    ...all([
      [comparison.reportedComplete, 'the comparison did not report its end'],
      [samples > 0 && compared === samples, `${compared} of ${samples} samples were compared`],
      [unchanged === 0, `${unchanged} samples still hold what they held`],
      [unreadable === 0, `${unreadable} samples could not be read`],
      [leaves === 'anything' || byte !== null, 'the samples do not hold one value everywhere'],
      [
        leaves === 'anything' || !byItself || verification === null || verification.expected === byte,
        'the read-back looked for another value than the samples show',
      ],
    ]),
  ];
}

function aboutCanaries({ canaries }: RecordV1): string[] {
  if (canaries === null) return ['no canaries were planted'];
  return all([
    [canaries.planted > 0 && canaries.confirmed === canaries.planted, 'the canaries were not all confirmed before'],
    [canaries.gone === canaries.planted, `${canaries.gone} of ${canaries.planted} canaries were seen gone`],
    [canaries.survivors === 0 && canaries.unreadable === 0, 'a canary survived or could not be read'],
  ]);
}

function aboutReadBack({ verification, drive, technique }: RecordV1): string[] {
  if (verification === null) return ['nothing was read back'];
  const { design, sharePpm, expectedBytes, readBytes, expected } = verification;
  const shareRead = (expectedBytes / drive.capacityBeforeBytes) * 1_000_000;
  const last = technique.passes.at(-1);
  return all([
    [verification.reportedComplete, 'the read-back did not report its end'],
    [expectedBytes > 0 && readBytes === expectedBytes, `${readBytes} of ${expectedBytes} bytes were read back`],
    [verification.mismatchBytes === 0, `${verification.mismatchBytes} bytes held something else`],
    [verification.unreadableBlocks === 0, `${verification.unreadableBlocks} sectors could not be read back`],
    [design !== 'changed' || technique.device !== null, 'an overwrite leaves known content, yet none was looked for'],
    [(design === 'changed') === (expected === null), 'it does not say what was to be read'],
    [last === undefined || expected === last.pattern, 'the read-back looked for something else than was written last'],
    [design !== 'full' || expectedBytes === drive.capacityBeforeBytes, 'a full read-back did not cover the drive'],
    [design !== 'full' || sharePpm === 1_000_000, 'a full read-back states another share'],
    [design === 'full' || verification.planSeed !== null, 'the samples have no seed, so nobody can draw them again'],
    [sharePpm > 0 && sharePpm <= shareRead + 1, 'it states a larger share than was read back'],
  ]);
}

/** Of a drive with several namespaces each must show its own marks, samples and read-back, and their sums must be what the record says of the drive. */
function aboutNamespaces(record: RecordV1): string[] {
  const { drive, canaries, comparison, verification, technique } = record;
  const namespaces = namespacesOf(record);
  if (namespaces.length === 0) return [];
  const total = (count: (one: NamespaceNote) => number | null): number =>
    namespaces.reduce((sum, one) => sum + (count(one) ?? Number.NaN), 0);
  const readAgain = verification !== null && verification.design !== 'changed';
  return [
    ...all([
      [technique.techniqueId.startsWith('nvme-'), 'it names namespaces of a drive that can have none'],
      [technique.passes.length === 0, 'it says nothing of how each namespace was overwritten'],
      [namespaces.length > 1, 'it names one namespace of several'],
      [new Set(namespaces.map(({ namespace }) => namespace)).size === namespaces.length, 'it names a namespace twice'],
      [total(({ bytes }) => bytes) === drive.capacityBeforeBytes, 'its namespaces together are not the drive'],
      [
        total(({ canariesPlanted }) => canariesPlanted) === canaries?.planted &&
          total(({ canariesGone }) => canariesGone) === canaries.gone,
        'the canaries of its namespaces do not add up',
      ],
      [
        total(({ samples }) => samples) === comparison?.samples &&
          total(({ subsections }) => subsections) === comparison.subsections,
        'the samples of its namespaces do not add up',
      ],
      [
        !readAgain || total(({ readBytes }) => readBytes) === verification.readBytes,
        'what was read back of its namespaces does not add up',
      ],
    ]),
    ...namespaces.flatMap((one) => aboutNamespace(one, verification?.design ?? null)),
  ];
}

function aboutNamespace(one: NamespaceNote, design: 'full' | 'sampled' | 'changed' | null): string[] {
  const { namespace, canariesPlanted, canariesGone, canariesSurviving, samples, compared } = one;
  const marked = (canariesPlanted ?? 0) > 0 && canariesGone === canariesPlanted && canariesSurviving === 0;
  const same = (samples ?? 0) > 0 && compared === samples && one.unchanged === 0 && one.unreadable === 0;
  const read = design === 'full' ? one.readBytes === one.bytes : design === 'changed' || (one.readBytes ?? 0) > 0;
  return all([
    [namespace !== null, 'it does not say which namespace'],
    [marked, `the canaries of namespace ${namespace} were not all seen gone`],
    [same, `namespace ${namespace} was not wholly compared with what it held before`],
    [read, `namespace ${namespace} was not read back as the design says`],
  ]);
}

function aboutResidue(record: RecordV1): string[] {
  const capacityBytes = record.drive.capacityBeforeBytes;
  const parts = namespacesOf(record).map(({ bytes, canariesGone, subsections, readParts }) => ({
    sizeBytes: bytes ?? 0,
    canariesGone: canariesGone ?? 0,
    compared: subsections ?? 0,
    readBack: readParts ?? 0,
  }));
  const own = residueChances(capacityBytes, plansOfWidestParts(capacityBytes, record, parts));
  const stated = record.residueChances;
  const holds =
    stated.length === own.length &&
    own.every(
      ({ residueBytes, missedPpm }, at) =>
        stated[at]?.residueBytes === residueBytes && (stated[at]?.missedPpm ?? -1) >= missedPpm,
    );
  return all([[holds, 'it states a smaller chance of a missed residue than its plans give']]);
}

function all(facts: [boolean, string][]): string[] {
  return facts.filter(([holds]) => !holds).map(([, doubt]) => doubt);
}
