import type { EraseFacts } from '../../../../core/domain/eraseFacts.ts';
import type { RunTool } from '../../tools/run.ts';

/** What a family's reader is given to ask a drive about its own erase means. Nothing here changes the drive. */
export type EraseAsk = {
  readonly run: RunTool;
  readonly blockPath: string;
  readonly kernelName: string;
  readonly sysRoot: string;
};

/** A family's reader: the facts, or `null` when the drive is not of this family. Never throws for what a tool says. */
export type EraseReader = (ask: EraseAsk) => Promise<EraseFacts | null>;
