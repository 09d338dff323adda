import { z } from 'zod';
import { jsonOutput } from './jsonOutput.ts';
import type { ToolKind } from './locate.ts';
import { type Reading, unknown } from './reading.ts';
import type { RunTool, Tool } from './run.ts';

export const smartctlKind: ToolKind = { name: 'smartctl', versionArgv: ['--version'], pattern: /^smartctl (\S+)/m };

const number = z.number().optional();
const text = z.string().optional();
const scsiErrors = z.object({ total_uncorrected_errors: number });

/** The fields of smartctl's JSON (format 1.0) that are used; all are optional because each drive kind has its own. */
export const smartctlOutput = z.object({
  smartctl: z.object({
    exit_status: z.number(),
    messages: z.array(z.object({ string: z.string(), severity: z.string() })).optional(),
  }),
  device: z.object({ type: text, protocol: text }).optional(),
  model_name: text,
  scsi_vendor: text,
  scsi_product: text,
  scsi_model_name: text,
  serial_number: text,
  firmware_version: text,
  scsi_revision: text,
  wwn: z.object({ naa: z.number(), oui: z.number(), id: z.number() }).optional(),
  logical_unit_id: text,
  user_capacity: z.object({ bytes: z.number() }).optional(),
  nvme_total_capacity: number,
  rotation_rate: number,
  smart_status: z.object({ passed: z.boolean() }).optional(),
  temperature: z.object({ current: number }).optional(),
  power_on_time: z.object({ hours: number }).optional(),
  ata_smart_attributes: z
    .object({ table: z.array(z.object({ id: z.number(), raw: z.object({ value: z.number() }) })) })
    .optional(),
  nvme_smart_health_information_log: z
    .object({ percentage_used: number, media_errors: number, critical_warning: number })
    .optional(),
  scsi_grown_defect_list: number,
  scsi_percentage_used_endurance_indicator: number,
  scsi_error_counter_log: z.object({ read: scsiErrors, write: scsiErrors, verify: scsiErrors }).partial().optional(),
});
export type SmartctlOutput = z.infer<typeof smartctlOutput>;

/** smartctl(8): bit 0 command line, bit 1 open or identify failed. The higher bits speak of health and leave the identity readable. */
const COULD_NOT_ASK = 0b11;

/** Identity and health by pass-through: the drive's own words, not the kernel's copy of them. */
export async function readSmartctl(run: RunTool, smartctl: Tool, path: string): Promise<Reading<SmartctlOutput>> {
  const output = jsonOutput(
    await run(smartctl, ['-j', '-i', '-H', '-A', '-l', 'error', path], { timeoutMs: 30_000 }),
    smartctlOutput,
  );
  if (!output.read) return output;
  const { exit_status, messages } = output.value.smartctl;
  if ((exit_status & COULD_NOT_ASK) !== 0) return unknown(messages?.[0]?.string ?? `smartctl exit ${exit_status}`);
  return output;
}
