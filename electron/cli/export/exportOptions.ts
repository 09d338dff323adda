import { parseArgs } from 'node:util';
import { type ExportFilter, exportFilter } from '../../../core/contract/exportFilter.ts';

export type ExportOptions = {
  readonly search: string;
  /** Certificates named one by one; empty with `all` for everything that the search or the filter finds. */
  readonly certificateIds: readonly string[];
  readonly all: boolean;
  /** Chosen by lot, origin, person or days; `null` when none of these was given. */
  readonly filter: ExportFilter | null;
  readonly outFolder: string | null;
  readonly agentSocket: string;
  readonly personId: string | null;
};

export const EXPORT_USAGE =
  'Use: wipebench export [WHICH]                        lists certificates\n' +
  '     wipebench export CERTIFICATE... | --all [WHICH]  writes one ZIP   [--out DIR] [--person ID] [--agent SOCKET]\n' +
  'WHICH is --search TEXT, or any of --lot NAME  --source NAME (where the drives came from)  --operator NAME  --from YYYY-MM-DD  --to YYYY-MM-DD';

/** Reads the command's words, or answers a sentence on what is wrong with them. */
export function readExportOptions(argv: readonly string[]): ExportOptions | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        search: { type: 'string', default: '' },
        all: { type: 'boolean', default: false },
        out: { type: 'string' },
        agent: { type: 'string', default: '/run/wipebench/agent.sock' },
        person: { type: 'string' },
        lot: { type: 'string' },
        source: { type: 'string' },
        operator: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
      },
    });
    if (values.all && positionals.length > 0) return { problem: 'Name certificates or say --all, not both.' };
    const given = [values.lot, values.source, values.operator, values.from, values.to].some((one) => one !== undefined);
    const filter = exportFilter.safeParse({
      lotName: values.lot ?? null,
      mediaSource: values.source ?? null,
      operatorName: values.operator ?? null,
      fromDay: values.from ?? null,
      toDay: values.to ?? null,
    });
    if (!filter.success) return { problem: 'A day is written YYYY-MM-DD, and no name may be empty.' };
    if (given && values.search !== '')
      return { problem: 'Give --search, or lot, source, operator and days; not both.' };
    return {
      filter: given ? filter.data : null,
      search: values.search,
      certificateIds: positionals,
      all: values.all,
      outFolder: values.out ?? null,
      agentSocket: values.agent,
      personId: values.person ?? null,
    };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
