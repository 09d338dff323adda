import { type Health, unknownHealth } from '../../../../core/domain/health.ts';
import { because, type Reason } from '../../../../core/domain/reason.ts';
import type { SmartctlOutput } from '../../tools/smartctl.ts';

/** ATA SMART attributes that all makers give the same meaning. */
const REALLOCATED = 5;
const PENDING = 197;
const UNCORRECTABLE = 198;

/** Health by what the drive reports; a drive that does not report its own state stays `unknown`, whatever else it tells. */
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
    uncorrectableErrors: attribute(UNCORRECTABLE) ?? nvme?.media_errors ?? null,
    percentageUsed: nvme?.percentage_used ?? null,
  };
  const passed = output.smart_status?.passed;
  if (passed === undefined) return facts;
  const reasons: Reason[] = [];
  if (!passed) reasons.push(because('health-reports-failure'));
  const pending = Math.max(facts.pendingSectors ?? 0, facts.uncorrectableErrors ?? 0);
  if (pending > 0) reasons.push(because('health-unreadable-sectors', { count: pending }));
  const reallocated = facts.reallocatedSectors ?? 0;
  if (reallocated > 0) reasons.push(because('health-reallocated-sectors', { count: reallocated }));
  const grade = !passed ? 'D' : pending > 0 ? 'C' : reallocated > 0 ? 'B' : 'A';
  return { ...facts, grade, reasons };
}
