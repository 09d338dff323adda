import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where a station keeps its things. All absolute. */
export type StationPaths = {
  readonly config: string;
  readonly data: string;
  readonly state: string;
  readonly database: string;
  readonly certificates: string;
  readonly exports: string;
  /** Files that windows hand over, until they are read. */
  readonly incoming: string;
};

/**
 * The station's directories by the XDG base directory specification 0.8 (a relative XDG value counts as unset), or all three under
 * `WIPEBENCH_HOME`. Creates nothing.
 */
export function stationPaths(
  environment: Readonly<Record<string, string | undefined>>,
  home: string = homedir(),
): StationPaths {
  const own = environment.WIPEBENCH_HOME;
  if (own !== undefined && own !== '') {
    if (!isAbsolute(own)) throw new Error(`WIPEBENCH_HOME must be an absolute path, it is "${own}"`);
    return pathsUnder(own);
  }
  const base = (name: string, fallback: string) => {
    const value = environment[name];
    return join(value !== undefined && isAbsolute(value) ? value : join(home, fallback), 'wipebench');
  };
  return complete(
    base('XDG_CONFIG_HOME', '.config'),
    base('XDG_DATA_HOME', '.local/share'),
    base('XDG_STATE_HOME', '.local/state'),
  );
}

/** The directories of a station that lives wholly under one folder (demo, tests, `WIPEBENCH_HOME`). */
export function pathsUnder(folder: string): StationPaths {
  return complete(join(folder, 'config'), join(folder, 'data'), join(folder, 'state'));
}

function complete(config: string, data: string, state: string): StationPaths {
  return {
    config,
    data,
    state,
    database: join(data, 'station.sqlite'),
    certificates: join(data, 'certificates'),
    exports: join(data, 'exports'),
    incoming: join(state, 'incoming'),
  };
}
