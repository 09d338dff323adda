import { type Health, unknownHealth } from '../../../../core/domain/health.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { SmartctlOutput } from '../../tools/smartctl.ts';

/** ATA SMART attributes that all makers give the same meaning. */
const REALLOCATED = 5;
const PENDING = 197;
const UNCORRECTABLE = 198;

/** Bits of the NVMe critical warning (NVMe base 2.0, log 02h byte 0). Temperature passes; a lost power backup or volatile memory is about the host's writes. */
const SPARE_LOW = 1 << 0;
const DEGRADED = 1 << 2;
const READ_ONLY = 1 << 3;
const RATED_LIFE_PERCENT = 100;

type Grade = 'B' | 'C' | 'D';

/**
 * Health by what the drive reports; a drive that does not report its own state stays `unknown`, whatever else it tells. D: it says that it fails or
 * takes no more writes. C: it has places it cannot read, or is worn beyond its rating. B: it has replaced places. A: none of these. The grade is
 * the worst of its reasons, and every grade has one.
 */
export function healthOfSmart(output: SmartctlOutput): Health {
  const attribute = (id: number): number | null =>
    output.ata_smart_attributes?.table.find((row) => row.id === id)?.raw.value ?? null;
  const nvme = output.nvme_smart_health_information_log;
  const facts = {
    ...unknownHealth,
    temperatureCelsius: output.temperature?.current ?? null,
    powerOnHours: output.power_on_time?.hours ?? null,
    reallocatedSectors: attribute(REALLOCATED) ?? output.scsi_grown_defect_list ?? null,
    pendingSectors: attribute(PENDING),
    uncorrectableErrors: attribute(UNCORRECTABLE) ?? nvme?.media_errors ?? scsiUncorrected(output),
    percentageUsed: nvme?.percentage_used ?? output.scsi_percentage_used_endurance_indicator ?? null,
  };
  const passed = output.smart_status?.passed;
  if (passed === undefined) return facts;
  const found: { grade: Grade; reason: Reason }[] = [];
  const warning = nvme?.critical_warning ?? 0;
  const unreadable = Math.max(facts.pendingSectors ?? 0, facts.uncorrectableErrors ?? 0);
  const reallocated = facts.reallocatedSectors ?? 0;
  const worn = facts.percentageUsed ?? 0;
  if (!passed) found.push({ grade: 'D', reason: because('health-reports-failure') });
  if ((warning & DEGRADED) !== 0) found.push({ grade: 'D', reason: because('health-reliability-degraded') });
  if ((warning & READ_ONLY) !== 0) found.push({ grade: 'D', reason: because('health-read-only') });
  if (unreadable > 0) found.push({ grade: 'C', reason: because('health-unreadable-sectors', { count: unreadable }) });
  if ((warning & SPARE_LOW) !== 0) found.push({ grade: 'C', reason: because('health-spare-low') });
  if (worn >= RATED_LIFE_PERCENT) found.push({ grade: 'C', reason: because('health-worn', { percent: worn }) });
  if (reallocated > 0)
    found.push({ grade: 'B', reason: because('health-reallocated-sectors', { count: reallocated }) });
  if (found.length === 0) return { ...facts, grade: 'A', reasons: [because('health-nothing-reported')] };
  const grade = (['D', 'C', 'B'] as const).find((one) => found.some((each) => each.grade === one)) ?? 'D';
  return { ...facts, grade, reasons: found.map(({ reason }) => reason) };
}

/** SCSI error counter log pages: errors that the drive could not correct, of reads, writes and verifies; `null` when it keeps none. */
function scsiUncorrected({ scsi_error_counter_log: log }: SmartctlOutput): number | null {
  const counts = [log?.read, log?.write, log?.verify].flatMap((one) => one?.total_uncorrected_errors ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, one) => sum + one, 0);
}
