import { parseArgs } from 'node:util';

export type UploadOptions = {
  /** The station's folder (its `WIPEBENCH_HOME`); `null` for this account's own. */
  readonly stationFolder: string | null;
  /** One sink by its name; `null` for all. */
  readonly sink: string | null;
  /** Keeps trying until everything is sent or parked, instead of ending at the first trouble. */
  readonly untilEmpty: boolean;
  readonly unpark: boolean;
};

export const UPLOAD_USAGE = `Use: wipebench upload [--station DIR] [--sink NAME] [--until-empty] [--unpark]
  --station DIR   the station's folder (its WIPEBENCH_HOME); without it this account's own station
  --sink NAME     only this one of the configured places
  --until-empty   keep trying until everything is sent or parked; without it the first trouble ends the run
  --unpark        try parked uploads again
Exit code: 0 everything is sent, 1 something waits or is parked, 2 unusable input or settings
`;

/** Reads the command's words, or answers a sentence on what is wrong with them. */
export function readUploadOptions(argv: readonly string[]): UploadOptions | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        station: { type: 'string' },
        sink: { type: 'string' },
        'until-empty': { type: 'boolean', default: false },
        unpark: { type: 'boolean', default: false },
      },
    });
    return {
      stationFolder: values.station ?? null,
      sink: values.sink ?? null,
      untilEmpty: values['until-empty'],
      unpark: values.unpark,
    };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
