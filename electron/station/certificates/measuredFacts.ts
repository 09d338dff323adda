import { namespacesOf } from '../../../core/record/namespaceNotes.ts';
import type { RecordV1 } from '../../../core/record/recordV1.ts';
import type { CertificateWords } from './certificateWords.ts';
import type { Cell } from './slices.ts';

/** What the machine measured, each from the sealed record; what it did not measure says so. */
export function measuredCells(record: RecordV1, words: CertificateWords): Cell[] {
  const { say, count } = words;
  const { technique, verification, canaries, drive, clock, healthBefore, healthAfter } = record;
  const unknown = say('unknown');
  const counted = (number: number | null | undefined): string => (number == null ? unknown : count(number));
  return [
    ...eraseCells(record, words),
    ...technique.passes.map((pass, index) => ({
      label: technique.passes.length === 1 ? say('written') : say('writtenInPass', { pass: index + 1 }),
      value: portion(pass.writtenBytes, pass.expectedBytes, words),
    })),
    {
      label: say('readBack'),
      value: verification === null ? unknown : portion(verification.readBytes, verification.expectedBytes, words),
    },
    { label: say('mismatch'), value: counted(verification?.mismatchBytes) },
    {
      label: say('badSectors'),
      value: say('badSectorCounts', {
        unwritable: count(technique.passes.reduce((sum, { badBlocks }) => sum + badBlocks, 0)),
        unreadable: counted(verification?.unreadableBlocks),
      }),
    },
    {
      label: say('canaries'),
      value:
        canaries === null
          ? unknown
          : say('canaryCounts', { planted: canaries.planted, gone: canaries.gone, survivors: canaries.survivors }),
    },
    ...residueCells(record, words),
    { label: say('capacityAfter'), value: capacities(drive.capacityBeforeBytes, drive.capacityAfterBytes, words) },
    { label: say('identityAfter'), value: say(`identity-${drive.identityAfter}`) },
    { label: say('hiddenAreas'), value: say(`hidden-${drive.hiddenAreas}`) },
    { label: say('resumed'), value: interruptions(record.resumed, words) },
    { label: say('started'), value: words.instant(clock.startedAt) },
    { label: say('ended'), value: words.instant(clock.endedAt) },
    {
      label: say('elapsed'),
      value: clock.monotonicElapsedMs === null ? unknown : words.elapsed(clock.monotonicElapsedMs),
    },
    { label: say('clock'), value: clockSentence(clock, words) },
    {
      label: say('health'),
      value: pair(healthBefore.grade, healthAfter?.grade ?? unknown, words),
    },
    {
      label: say('reallocated'),
      value: pair(counted(healthBefore.reallocatedSectors), counted(healthAfter?.reallocatedSectors), words),
    },
    { label: say('firmware'), value: `${drive.firmware ?? unknown}, ${drive.transport}` },
    { label: say('wwn'), value: drive.wwn ?? unknown },
    { label: say('computer'), value: computer(record.station, unknown) },
  ];
}

/** Every namespace of a drive that has several; the certificate's capacity and counts are of all of them together. */
export function namespaceCells(record: RecordV1, { say, count }: CertificateWords): Cell[] {
  const namespaces = namespacesOf(record);
  if (namespaces.length === 0) return [];
  const each = namespaces.map(({ namespace, bytes }) =>
    say('namespaceOf', { number: namespace ?? '?', bytes: count(bytes ?? 0) }),
  );
  return [
    { label: say('namespaces'), value: say('namespaceList', { count: namespaces.length, each: each.join('; ') }) },
  ];
}

/** What the drive itself said of its erase, and what changed at the seeded places. */
function eraseCells({ technique, comparison, statusPages }: RecordV1, { say, count }: CertificateWords): Cell[] {
  if (technique.device === null) return [];
  return [
    { label: say('deviceState'), value: say(`device-${technique.device.state}`, { pages: count(statusPages.length) }) },
    {
      label: say('compared'),
      value:
        comparison === null
          ? say('unknown')
          : say('comparedCounts', {
              compared: count(comparison.compared),
              unchanged: count(comparison.unchanged),
              uninformative: count(comparison.uninformative),
            }),
    },
  ];
}

/**
 * The chance that a piece of earlier data of this size was missed, for an erase of the drive's own; an overwrite with the share it was read back is
 * one page, and its chances are in the record.
 */
function residueCells({ residueChances, technique }: RecordV1, { say, size, decimal }: CertificateWords): Cell[] {
  const shown = residueChances.filter(({ missedPpm }) => missedPpm > 0).at(0);
  if (shown === undefined || technique.device === null) return [];
  const chance = new Intl.NumberFormat('en', { maximumFractionDigits: 4 }).format(shown.missedPpm / 10_000);
  return [
    { label: say('residue'), value: say('residueChance', { size: size(shown.residueBytes), chance: decimal(chance) }) },
  ];
}

/** Before and after; two unknowns are one. */
function pair(before: string, after: string, { say }: CertificateWords): string {
  const unknown = say('unknown');
  return before === unknown && after === unknown ? unknown : say('pair', { before, after });
}

function portion(done: number, all: number, words: CertificateWords): string {
  if (done === all) return words.say('bytesAll', { all: words.count(all) });
  return words.say('bytesOf', { done: words.count(done), all: words.count(all) });
}

function capacities(before: number, after: number | null, words: CertificateWords): string {
  const written = words.say('bytes', { bytes: words.count(before) });
  if (after === before) return words.say('sameCapacity', { bytes: written });
  const later = after === null ? words.say('unknown') : words.say('bytes', { bytes: words.count(after) });
  return words.say('pair', { before: written, after: later });
}

function interruptions(resumed: number, { say }: CertificateWords): string {
  if (resumed === 0) return say('never');
  return resumed === 1 ? say('once') : say('times', { count: resumed });
}

function clockSentence(clock: RecordV1['clock'], { say }: CertificateWords): string {
  if (clock.synchronized === null) return say('clockUnknown', { source: clock.source });
  return say(clock.synchronized ? 'clockSynchronized' : 'clockNotSynchronized', { source: clock.source });
}

function computer(station: RecordV1['station'], unknown: string): string {
  const known = [station.computerManufacturer, station.computerModel, station.computerSerialNumber];
  const parts = known.filter((part) => part !== null);
  return parts.length === 0 ? unknown : parts.join(', ');
}
