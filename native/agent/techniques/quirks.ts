import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drive } from '../../../core/domain/drive.ts';
import { type Quirk, quirk } from '../../../core/domain/quirk.ts';
import { because, type Reason } from '../../../core/domain/reason.ts';
import type { TechniqueId } from '../../../core/domain/technique.ts';

/** What is known to go wrong, and the versions of this PC's tools it may go wrong with. */
export type QuirkBook = {
  readonly quirks: readonly Quirk[];
  readonly tools: readonly { readonly name: string; readonly version: string }[];
};

export const noQuirks: QuirkBook = { quirks: [], tools: [] };

/** Reads every file of the directory, each a list of quirks. A file that cannot be read is named: what it warns of is then not known. */
export function readQuirks(directory: string): { readonly quirks: Quirk[]; readonly problems: Reason[] } {
  const quirks: Quirk[] = [];
  const problems: Reason[] = [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  for (const name of names.sort()) {
    try {
      quirks.push(...quirk.array().parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message.slice(0, 500) : String(cause);
      problems.push(because('quirks-unreadable', { file: name, why }));
    }
  }
  return { quirks, problems };
}

/** The quirks that concern this technique on this drive with these tools. Pure. */
export function quirksFor(drive: Drive, techniqueId: TechniqueId, { quirks, tools }: QuirkBook): Quirk[] {
  return quirks.filter(({ techniques, model, firmware, transports, tool }) => {
    if (!techniques.includes(techniqueId)) return false;
    if (model !== null && !matches(model, drive.model)) return false;
    if (firmware !== null && !matches(firmware, drive.firmware)) return false;
    if (transports !== null && !transports.includes(drive.transport)) return false;
    return tool === null || tools.some(({ name, version }) => name === tool.name && matches(tool.versions, version));
  });
}

/** A drive that does not tell its model is not taken for the one that is known to be bad. */
function matches(pattern: string, fact: string | null): boolean {
  return fact !== null && new RegExp(pattern, 'iu').test(fact);
}
