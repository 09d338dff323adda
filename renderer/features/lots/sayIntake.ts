import i18next from 'i18next';
import type { Reason } from '../../../core/domain/reason.ts';

// Codes arrive from the station, so these keys cannot be checked by the compiler.
const look = i18next.t.bind(i18next) as unknown as (key: string, facts?: Record<string, unknown>) => string;

/** The sentence of a remark or reason of the intake; one without words shows its code, so that a hole is seen. */
export function sayIntake({ code, details }: Reason): string {
  if (!i18next.exists(`intake:${code}`)) return look('window:noWords', { code, facts: JSON.stringify(details) });
  const { system } = details;
  const facts = system === undefined ? details : { ...details, system: look(`intake:systems.${String(system)}`) };
  return look(`intake:${code}`, facts);
}
