import { describe, expect, it } from 'vitest';
import { stationPaths } from '../../../../electron/station/paths/stationPaths.ts';

describe('where a station keeps its things', () => {
  it('follows the XDG directories', () => {
    const paths = stationPaths({ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', XDG_STATE_HOME: '/s' }, '/home/ada');
    expect(paths).toEqual({
      config: '/c/wipebench',
      data: '/d/wipebench',
      state: '/s/wipebench',
      database: '/d/wipebench/station.sqlite',
      certificates: '/d/wipebench/certificates',
      exports: '/d/wipebench/exports',
      incoming: '/s/wipebench/incoming',
    });
  });

  it('falls back to the directories of the specification when XDG values are unset or relative', () => {
    const paths = stationPaths({ XDG_DATA_HOME: 'relative', XDG_STATE_HOME: '' }, '/home/ada');
    expect(paths.config).toBe('/home/ada/.config/wipebench');
    expect(paths.data).toBe('/home/ada/.local/share/wipebench');
    expect(paths.state).toBe('/home/ada/.local/state/wipebench');
  });

  it('puts everything under WIPEBENCH_HOME when that is set', () => {
    const paths = stationPaths({ WIPEBENCH_HOME: '/srv/bench', XDG_DATA_HOME: '/d' }, '/home/ada');
    expect(Object.values(paths).every((path) => path.startsWith('/srv/bench/'))).toBe(true);
  });

  it('refuses a relative WIPEBENCH_HOME instead of guessing a folder', () => {
    expect(() => stationPaths({ WIPEBENCH_HOME: 'bench' }, '/home/ada')).toThrow(/absolute/);
  });
});
