import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import reasons from '../../../../core/messages/en/reasons.json' with { type: 'json' };
import { healthOfSmart } from '../../../../native/agent/drives/linux/healthOfSmart.ts';
import { smartctlOutput } from '../../../../native/agent/tools/smartctl.ts';

const folder = resolve(import.meta.dirname, '../../../fixtures/tools');
const graded = (kind: string, changes: object) => {
  const sample: object = JSON.parse(readFileSync(resolve(folder, `invented-smartctl-${kind}.json`), 'utf8'));
  const { grade, reasons: given } = healthOfSmart(smartctlOutput.parse({ ...sample, ...changes }));
  for (const { code } of given) expect(Object.keys(reasons)).toContain(code);
  return [grade, ...given.map(({ code }) => code)].join(' ');
};
const nvme = (facts: object) => ({
  smart_status: { passed: true },
  nvme_smart_health_information_log: { percentage_used: 3, media_errors: 0, critical_warning: 0, ...facts },
});
const errors = (count: number) => ({ total_uncorrected_errors: count });

it.each([
  ['sas', {}, 'A health-nothing-reported'],
  ['sas', { scsi_grown_defect_list: 3 }, 'B health-reallocated-sectors'],
  ['sas', { scsi_error_counter_log: { read: errors(2), write: errors(0) } }, 'C health-unreadable-sectors'],
  ['sas', { scsi_error_counter_log: { read: errors(0) } }, 'A health-nothing-reported'],
  ['sas', { scsi_percentage_used_endurance_indicator: 100 }, 'C health-worn'],
  ['sas', { smart_status: { passed: false } }, 'D health-reports-failure'],
  ['sas', { smart_status: undefined }, 'unknown'],
  ['nvme', nvme({}), 'A health-nothing-reported'],
  ['nvme', nvme({ percentage_used: 100 }), 'C health-worn'],
  ['nvme', nvme({ media_errors: 1 }), 'C health-unreadable-sectors'],
  ['nvme', nvme({ critical_warning: 0b0001 }), 'C health-spare-low'],
  ['nvme', nvme({ critical_warning: 0b0010 }), 'A health-nothing-reported'],
  ['nvme', nvme({ critical_warning: 0b0100 }), 'D health-reliability-degraded'],
  ['nvme', nvme({ critical_warning: 0b1001 }), 'D health-read-only health-spare-low'],
])('%s %j is grade %s', (kind, changes, expected) => {
  expect(graded(kind, changes)).toBe(expected);
});
