import { expect } from 'vitest';
import {
  arrivingDrives,
  arrivingMonitors,
  calledMonitor,
  missingRows,
  notebookRows,
  otherSerial,
  pulledSerial,
  strangerSerial,
} from '../../fixtures/day/dayLot.ts';
import { type Day, PATIENCE } from './openDay.ts';

/** Scans everything that came. What does not agree is asked, and kept as an exception. */
export async function scanDock(day: Day): Promise<void> {
  const { hands, window, look } = day;
  const counts = (key: string, count: number) =>
    expect.poll(() => hands.counter(`receiving:${key}`).textContent(), PATIENCE).toBe(String(count));
  for (const { serial } of [...arrivingDrives, ...arrivingMonitors]) await hands.receive(serial);
  // A label with two codes in one: the tag of a row, and a serial that is not the row's.
  await hands.receive(`SN:${otherSerial.serial};Asset Tag:${otherSerial.row.tag}`, /HGST77QQX1.*/);
  const unexpected = hands.says('receiving:screen.unexpected', { name: strangerSerial });
  await hands.scanUntil(strangerSerial, () => unexpected.first().isVisible());
  await hands.press(hands.prefixed('receiving:screen.takeUnexpected', {}, strangerSerial), 'Enter');
  await counts('screen.openExceptions', 4);
  // Nobody said what the stranger is, so it counts as a computer that has to be opened.
  await counts('screen.unopened', 1);
  await hands.receive(strangerSerial);
  await hands.choose(hands.field('receiving:screen.kind'), { value: 'drive' });
  await hands.pressButton('receiving:custody.write');
  await counts('screen.unopened', 0);

  await hands.receive(arrivingMonitors[3]?.serial ?? '');
  await hands.pressButton('receiving:screen.secondDevice');
  await counts('screen.openExceptions', 5);

  const [first, second, third] = notebookRows;
  await openNotebook(day, first?.serial ?? '', pulledSerial, true);
  await openNotebook(day, second?.serial ?? '', calledMonitor.serial, false);
  await hands.receive(third?.serial ?? '');
  await hands.pressButton('receiving:screen.isEmpty');
  await counts('screen.openExceptions', 7);
  await look('05-dock');
  await hands.pressButton('receiving:screen.finish');
  await counts('states.missing', missingRows.length);
  await counts('screen.openExceptions', 9);
  await counts('screen.dataOpen', 40);
  expect(await hands.button('receiving:screen.closeLot').isDisabled()).toBe(true);
  await look('06-nine-exceptions');
  await window.expectAccessible();
}

/** Takes the drive out of a notebook: one that no row names, or one that the list has. */
async function openNotebook({ hands }: Day, name: string, drive: string, unlisted: boolean): Promise<void> {
  await hands.receive(name);
  await hands.pressButton('receiving:screen.itsDrives');
  await hands.says('receiving:screen.drivesOf', { name }).waitFor();
  const take = hands.prefixed('receiving:screen.takeInside', { name }, drive);
  await hands.scanUntil(drive, () => (unlisted ? take : hands.arrived(drive)).isVisible());
  if (unlisted) await hands.press(take, 'Enter');
  await expect.poll(() => hands.counter('receiving:screen.unopened').textContent(), PATIENCE).toBe('0');
  await hands.pressButton('receiving:screen.allDrives');
}
