import { expect } from 'vitest';
import { allRows, arrivingDrives, LOT, otherSerial, wipedSerials } from '../../fixtures/day/dayLot.ts';
import { plugDrive } from '../../integration/agent/agentProcess.ts';
import { sealedVerdicts } from './ledgerSays.ts';
import { bayNumberOf, bayOf, type Day, leaveDataOn, PATIENCE } from './openDay.ts';
import { tom } from './people.ts';

const SIZE_MIB = 8;
const SLOW_BYTES_PER_SECOND = 1024 * 1024;

/** Two drives that do not end well on the bench: one is pulled out, one does not keep what was written. */
export const pulledOut = arrivingDrives[7]?.serial ?? '';
export const forgetful = arrivingDrives[21]?.serial ?? '';

/** Plugs forty drives in, proves each by its scan and starts its wipe; two do not end well. */
export async function wipeDrives(day: Day): Promise<void> {
  const { page, hands, words, window, look, station } = day;
  const { client } = station.agent;
  for (const serialNumber of wipedSerials) {
    const isSlow = serialNumber === pulledOut || serialNumber === forgetful;
    await plugDrive(client, {
      ...{ bayId: bayOf(serialNumber), serialNumber, sizeMiB: SIZE_MIB },
      maxBytesPerSecond: isSlow ? SLOW_BYTES_PER_SECOND : null,
    });
  }
  await hands.go('app.screen.bench');
  await hands.takeOver(tom);
  const place = (number: number) => words.say('bench.bayNumber', { number });
  const startable = words.like('bench.tileSaid', { place: place(wipedSerials.length), duty: words.say('duty.start') });
  await page.getByRole('button', { name: startable }).waitFor(PATIENCE);
  await look('08-forty-drives');
  const tags = new Map([
    ...allRows.map(({ serial, tag }) => [serial, tag] as const),
    [otherSerial.serial, otherSerial.row.tag],
  ]);
  for (const serial of wipedSerials) {
    await hands.startWipe(serial, tags.get(serial) ?? '', LOT);
    if (serial !== pulledOut && serial !== forgetful) continue;
    const some = words.like('bench.runningSaid', { place: place(bayNumberOf(serial)), share: /[2-9].*/ });
    await page.getByRole('button', { name: some }).waitFor(PATIENCE);
    if (serial === pulledOut) await client.call('virtual.unplug', { bayId: bayOf(serial) });
    else leaveDataOn(day, serial);
  }
  await look('09-wiping');
  const running = async () => (await client.call('snapshot', {})).jobs.filter(({ state }) => state.kind !== 'ended');
  await expect.poll(async () => (await running()).length, PATIENCE).toBe(0);
  const verdicts = await sealedVerdicts(client);
  // What was pulled in the middle has its record as well; nobody knows more of it.
  expect(['interrupted', 'unverified', 'failed']).toContain(verdicts.get(pulledOut));
  expect(verdicts.get(forgetful)).toBe('failed');
  expect(wipedSerials.filter((serial) => verdicts.get(serial) === 'sanitized')).toHaveLength(38);
  await look('10-verdicts');
  await window.expectAccessible();
}
