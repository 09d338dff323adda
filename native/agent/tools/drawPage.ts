import { closeSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DRAWING_MS } from '../../../core/contract/patience.ts';
import type { RunTool } from './run.ts';

/** A certificate's page, or why there is none. */
export type DrawnPage = { readonly pdf: Uint8Array } | { readonly why: string };
/** Draws the PDF of a certificate file. */
export type DrawPage = (certificateFile: Uint8Array) => Promise<DrawnPage>;

export type DrawingFiles = {
  /** One file with all it imports (`electron/station/certificates/drawForAgent.ts`, built by set-up). */
  readonly program: string;
  readonly fonts: string;
  /** The Node that runs it: the agent's own. */
  readonly node: string;
};

/** A PDF has about 240 kB; one with pages of Chinese a few times that. */
const LARGEST_PDF_BYTES = 16 * 1024 * 1024;
const HEAP_MIB = 256;
/** Where the child finds its own executable, by the descriptors below. */
const NODE = '/proc/self/fd/3';

/**
 * Draws in a process of its own that has no rights: the user nobody where the agent is root, an empty environment, and Node's permission model with nothing
 * permitted (no file by name, no program, no thread, no addon; nodejs.org/api/permissions.html). All that it reads was opened for it: its program on
 * standard input, the certificate through a pipe on descriptor 4, the fonts on 5 and up, named in its arguments; the PDF comes back through a pipe. So it also
 * does not matter whether nobody may enter the folder that all of it is installed in. One process a page: no certificate can touch another's.
 */
export async function drawPage(run: RunTool, files: DrawingFiles, certificateFile: Uint8Array): Promise<DrawnPage> {
  const opened: number[] = [];
  const open = (path: string): number => {
    const descriptor = openSync(path, 'r');
    opened.push(descriptor);
    return descriptor;
  };
  try {
    const fonts = readdirSync(files.fonts).filter((name) => name.endsWith('.ttf'));
    const node = open(files.node);
    const stdin = open(files.program);
    const argv = ['--permission', `--max-old-space-size=${HEAP_MIB}`, '--input-type=module', '-', ...fonts];
    const drawn = await run({ name: 'drawPage', path: NODE, version: 'unknown' }, argv, {
      timeoutMs: DRAWING_MS,
      graceMs: 1_000,
      keptBytes: LARGEST_PDF_BYTES,
      asNobody: true,
      stdin,
      descriptors: [node, certificateFile, ...fonts.map((name) => open(join(files.fonts, name)))],
    });
    if (drawn.ending === 'exited' && drawn.exitCode === 0 && !drawn.outputCut) return { pdf: drawn.stdout };
    const said = drawn.startError ?? drawn.stderr.toString('utf8');
    return { why: `${drawn.ending}, exit code ${drawn.exitCode}: ${said}`.replace(/\s+/g, ' ').trim().slice(0, 500) };
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
