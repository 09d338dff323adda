import { z } from 'zod';
import { bay } from '../domain/bay.ts';
import { drive } from '../domain/drive.ts';
import { job } from '../domain/job.ts';
import { person } from '../domain/person.ts';
import { policy } from '../domain/policy.ts';
import { reason } from '../domain/reason.ts';
import { agentNotice, agentStation } from './agent.ts';
import { queuedLabel } from './labelVerbs.ts';
import { printerState } from './printerVerbs.ts';

/** Whether the station can see its agent; when it cannot, everything on the screen is old and says since when. */
export const agentLink = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('connected'), station: agentStation }),
  z.strictObject({ state: z.literal('lost'), since: z.iso.datetime(), why: z.string() }),
]);
export type AgentLink = z.infer<typeof agentLink>;

/** The bench PC itself; `null` is unknown, never zero. */
export const hostFacts = z.strictObject({
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  serialNumber: z.string().nullable(),
  operatingSystem: z.string(),
  loadPercent: z.number().nullable(),
  temperatureCelsius: z.number().nullable(),
  memoryFreeBytes: z.number().nullable(),
  clockSynchronized: z.boolean().nullable(),
});
export type HostFacts = z.infer<typeof hostFacts>;

export const stationSnapshot = z.strictObject({
  build: z.string(),
  agent: agentLink,
  host: hostFacts,
  bays: z.array(bay),
  drives: z.array(drive),
  jobs: z.array(job),
  people: z.array(person),
  policies: z.array(policy),
  notices: z.array(agentNotice),
  labels: z.array(queuedLabel),
  printer: printerState,
  /** State of the local copy of the ledger against the agent's chain. */
  ledger: z.strictObject({ entries: z.number().int(), problem: reason.nullable() }),
  lastEvent: z.number().int().nonnegative(),
});
export type StationSnapshot = z.infer<typeof stationSnapshot>;
