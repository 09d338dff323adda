import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowLanguage } from '../../../core/contract/languageVerbs.ts';
import { wipedSerials } from '../../fixtures/day/dayLot.ts';
import { builtWindow, launchBrowser, openWindow, type TestWindow } from '../../fixtures/window/browserWindow.ts';
import { unreadable } from '../../fixtures/window/readsWell.ts';
import { type RealStation, startRealStation } from '../../fixtures/window/realStation.ts';
import { type Words, wordsOf } from '../../fixtures/window/words.ts';
import { dayHands } from './hands.ts';
import { hearMouse } from './mouse.ts';

/** Only ends what hangs. */
export const PATIENCE = { timeout: 240_000 };

/** A bench PC's screen, and a small laptop's where there is time to look at it as well. */
const LARGE = { width: 1920, height: 1080 };
const SMALL = { width: 1366, height: 768 };

export type Day = {
  readonly station: RealStation;
  readonly window: TestWindow;
  readonly page: TestWindow['page'];
  readonly words: Words;
  readonly hands: ReturnType<typeof dayHands>;
  /** Saves a screenshot, and keeps in mind what a person could not read on it. */
  look(name: string): Promise<void>;
  /** What could not be read since the last time it was asked. */
  unread(): string[];
  /** What was done by anything but keys. */
  pointed(): Promise<readonly string[]>;
  close(): Promise<void>;
};

export const bayNumberOf = (serial: string): number => wipedSerials.indexOf(serial) + 1;
export const bayOf = (serial: string): string => `bay-${String(bayNumberOf(serial)).padStart(2, '0')}`;

/** Begins the day: the real station, agent and engine on 48 empty bays, and the window in Chromium, which speaks English until somebody chooses. */
export async function openDay(language: WindowLanguage): Promise<Day> {
  const station = await startRealStation(builtWindow(), ['--bays', '48', '--quality-share-ppm', '50000']);
  const browser = await launchBrowser();
  const window = await openWindow(browser, station.url(), { ...LARGE, scheme: 'light' });
  const { page } = window;
  page.setDefaultTimeout(120_000);
  const words = wordsOf(language);
  const unread: string[] = [];
  const keepUnread = async (name: string) => {
    const { width = 0 } = page.viewportSize() ?? {};
    unread.push(...(await unreadable(page)).map((what) => `${name}, ${language}, ${width} wide: ${what}`));
  };
  return {
    ...{ station, window, page, words, hands: dayHands(page, words), pointed: await hearMouse(page) },
    async look(name) {
      await keepUnread(name);
      if (language === 'en') return window.shoot(`day-${name}`);
      await window.shoot(`day-${language}-${name}`);
      await page.setViewportSize(SMALL);
      await keepUnread(name);
      await page.setViewportSize(LARGE);
    },
    unread: () => unread.splice(0),
    async close() {
      await browser.close();
      await station.stop();
    },
  };
}

/** Writes onto the drive behind the engine's back, as a drive does that loses what was written. */
export function leaveDataOn({ station }: Day, serial: string): void {
  const image = openSync(join(station.directory.bench, `bays/${bayOf(serial)}.img`), 'r+');
  writeSync(image, Buffer.alloc(64 * 1024, 'left'), 0, 64 * 1024, 0);
  closeSync(image);
}
