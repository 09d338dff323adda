import { z } from 'zod';
import { jsonOutput } from './jsonOutput.ts';
import { type AskNvme, answeredByNvme } from './nvme.ts';
import { known, type Reading, unknown } from './reading.ts';

const count = z.number().int().nonnegative();
/** 128-bit numbers: text in nvme-cli 2.x, and a number where they fit one. */
const wide = z.union([count, z.string().regex(/^\d+$/).transform(Number)]);

/** The fields used of `nvme id-ctrl -o json`, as nvme-cli 2.x prints them (NVM Express Base 2.0, figure 275). */
const controller = z.object({
  sn: z.string(),
  mn: z.string(),
  fr: z.string(),
  cntlid: count,
  oacs: count,
  fna: count,
  nn: count,
  sanicap: count,
  unvmcap: wide.optional(),
  /** Bit 1: the subsystem may have several controllers. Drives before NVMe 1.1 leave it 0. */
  cmic: count.optional(),
});
export type NvmeController = z.infer<typeof controller>;

/** `nvme list-ns -o json`: objects in nvme-cli 2.x, bare numbers in others. */
const namespaceList = z.object({
  nsid_list: z.array(z.union([z.object({ nsid: count.min(1) }).transform(({ nsid }) => nsid), count.min(1)])),
});

/** The fields used of `nvme id-ns -o json` (NVM Command Set 1.0, figure 97). */
const namespace = z
  .object({
    nsze: count,
    flbas: count.max(255),
    dps: count.max(255),
    fpi: count.max(255).optional(),
    lbafs: z.array(z.object({ ms: count, ds: count.max(63) })).max(64),
  })
  .transform(({ nsze, flbas, dps, fpi, lbafs }) => {
    const lbaFormat = (flbas & 0b1111) | (((flbas >>> 5) & 0b11) << 4);
    const shift = lbafs[lbaFormat]?.ds ?? 0;
    return {
      blocks: nsze,
      lbaFormat,
      blockBytes: shift >= 9 ? 2 ** shift : null,
      metadataExtended: (flbas & (1 << 4)) !== 0,
      protectionType: dps & 0b111,
      protectionFirst: (dps & (1 << 3)) !== 0,
      /** Share of a running format that is left, in percent; `null`: the drive does not say. */
      formatPercentLeft: fpi === undefined || (fpi & 0x80) === 0 ? null : fpi & 0x7f,
    };
  });
export type NvmeNamespaceFacts = z.infer<typeof namespace>;

async function readJson<S extends z.ZodType>(
  ask: AskNvme,
  argv: readonly string[],
  schema: S,
): Promise<Reading<z.infer<S>>> {
  const run = answeredByNvme(await ask([...argv, '--output-format=json']));
  return run.read ? jsonOutput(run.value, schema) : run;
}

export function readNvmeController(ask: AskNvme, controllerPath: string): Promise<Reading<NvmeController>> {
  return readJson(ask, ['id-ctrl', controllerPath], controller);
}

/** Namespace numbers, in order: all that exist, or those attached to this controller. */
export async function readNamespaceIds(
  ask: AskNvme,
  controllerPath: string,
  which: 'all' | 'attached',
): Promise<Reading<readonly number[]>> {
  const argv = ['list-ns', controllerPath, ...(which === 'all' ? ['--all'] : [])];
  const listed = await readJson(ask, argv, namespaceList);
  return listed.read ? known([...new Set(listed.value.nsid_list)].sort((one, other) => one - other)) : listed;
}

/** `nvme list-ctrl -o json` (Identify, CNS 13h: every controller of the subsystem). */
const controllerList = z.object({ num_ctrl: count, ctrl_list: z.array(z.object({ ctrl_id: count })) });

/** How many controllers the subsystem has by its own word; a list that is cut short is not read. */
export async function readControllerCount(ask: AskNvme, controllerPath: string): Promise<Reading<number>> {
  const listed = await readJson(ask, ['list-ctrl', controllerPath], controllerList);
  if (!listed.read) return listed;
  const { num_ctrl: told, ctrl_list: named } = listed.value;
  return told === named.length ? known(told) : unknown(`it tells of ${told} controllers and names ${named.length}`);
}

/** One namespace. An attached one is asked for plainly: controllers before NVMe 1.2 know no other question. */
export function readNvmeNamespace(
  ask: AskNvme,
  controllerPath: string,
  nsid: number,
  attached: boolean,
): Promise<Reading<NvmeNamespaceFacts>> {
  const argv = ['id-ns', controllerPath, `--namespace-id=${nsid}`, ...(attached ? [] : ['--force'])];
  return readJson(ask, argv, namespace);
}

/** Bytes of a namespace; `null` when its format or size cannot be told. An unattached namespace asked plainly answers zeros. */
export function namespaceBytes({ blocks, blockBytes }: NvmeNamespaceFacts): number | null {
  const bytes = blockBytes === null ? 0 : blocks * blockBytes;
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null;
}
