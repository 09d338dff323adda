import { parseArgs } from 'node:util';

export type ExportOptions = {
  readonly search: string;
  /** Certificates named one by one; empty with `all` for everything that the search finds. */
  readonly certificateIds: readonly string[];
  readonly all: boolean;
  readonly outFolder: string | null;
  readonly agentSocket: string;
  readonly personId: string | null;
};

export const EXPORT_USAGE =
  'Use: wipebench export [--search TEXT]                          lists certificates\n' +
  '     wipebench export CERTIFICATE... | --all [--search TEXT]    writes one ZIP   [--out DIR] [--person ID] [--agent SOCKET]';

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
      },
    });
    if (values.all && positionals.length > 0) return { problem: 'Name certificates or say --all, not both.' };
    return {
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
