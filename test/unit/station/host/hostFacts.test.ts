import { describe, expect, it } from 'vitest';
import {
  type HostSource,
  makersFact,
  readHostFacts,
  thisComputer,
} from '../../../../electron/station/host/hostFacts.ts';

const computer: HostSource = {
  identity: async () => ({ manufacturer: ' Dell Inc. ', model: 'Precision 3660', serial: 'To be filled by O.E.M.' }),
  operatingSystem: async () => ({ distro: 'Debian GNU/Linux', release: '12' }),
  load: async () => 12.5,
  temperature: async () => null,
  freeMemory: async () => 1024,
  clockSynchronized: () => null,
};

describe('facts of the bench PC', () => {
  it('are null where the PC does not say, never a place filler or zero', async () => {
    expect(await readHostFacts(computer)).toEqual({
      manufacturer: 'Dell Inc.',
      model: 'Precision 3660',
      serialNumber: null,
      operatingSystem: 'Debian GNU/Linux 12',
      loadPercent: 12.5,
      temperatureCelsius: null,
      memoryFreeBytes: 1024,
      clockSynchronized: null,
    });
  });

  it('are null where asking fails', async () => {
    const broken = { ...computer, identity: () => Promise.reject(new Error('no DMI')), load: async () => Number.NaN };
    expect(await readHostFacts(broken)).toMatchObject({ manufacturer: null, model: null, loadPercent: null });
  });

  it.each(['', ' ', '-', 'Default string', 'System Serial Number', '0000000', 'Not Specified'])(
    'does not take "%s" for a fact',
    (text) => expect(makersFact(text)).toBeNull(),
  );

  it('are read from this very PC', async () => {
    const facts = await readHostFacts(thisComputer);
    expect(facts.operatingSystem).not.toBe('');
    expect(facts.memoryFreeBytes).toBeGreaterThan(0);
  });
});
