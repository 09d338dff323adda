import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  builtWindow,
  type Look,
  launchBrowser,
  noBrowser,
  openWindow,
  scan,
} from '../fixtures/window/browserWindow.ts';
import { startScriptedStation } from '../fixtures/window/scriptedStation.ts';

const looks: readonly Look[] = [
  { width: 1920, height: 1080, scheme: 'light' },
  { width: 1366, height: 768, scheme: 'dark' },
];

/** The screen of receiving over the station's own receiving; only the bench around it is scripted. */
describe.skipIf(noBrowser !== null)('receiving at the dock', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  test.each(looks)('a delivery is received with scanner and keyboard alone, $width x $height $scheme', async (look) => {
    const station = await startScriptedStation('shift', { rendererFolder: builtWindow() });
    const window = await openWindow(browser, station.url, look);
    const { page } = window;
    try {
      await page.getByRole('link', { name: 'Receiving' }).press('Enter');
      await page.getByLabel('Lot', { exact: true }).selectOption({ label: 'Hamburg office closure · Nordwind GmbH' });
      const counter = (word: string) =>
        page.locator('dl div', { has: page.getByText(word, { exact: true }) }).locator('dd');
      await counter('on the list').waitFor();
      expect(await counter('awaited').textContent()).toBe('4');
      if (look.scheme === 'light') await window.expectAccessible();

      // The first scan asks who is there; it is not lost.
      await scan(page, '1S20L5CTO1WWPF0ABCDE');
      await page.getByRole('radio', { name: /Iwona/ }).press('Space');
      await page.getByLabel('PIN', { exact: true }).fill('123456');
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).press('Enter');
      await page.getByText(/^PF0ABCDE is here: row PF-0ABCDE/).waitFor();
      expect(await counter('matched').textContent()).toBe('1');
      expect(await counter('computers to open').textContent()).toBe('1');
      await page.getByRole('button', { name: 'Scan the drives pulled from it' }).press('Enter');
      await page.getByText('What is scanned now is a drive of PF0ABCDE.').waitFor();
      await scan(page, 'S/N: S3Z8NB0K123456');
      await page.getByRole('button', { name: 'Receive it as a drive of PF0ABCDE: S3Z8NB0K123456' }).press('Enter');
      await expect.poll(() => counter('drives with data').textContent()).toBe('1');
      expect(await counter('computers to open').textContent()).toBe('0');
      await page.getByRole('button', { name: 'These were all' }).press('Enter');
      await scan(page, 'P/N: 1CH162-302');
      await page.getByText('That is part number, not a serial number. Scan another code of the device.').waitFor();
      await scan(page, 'WCC4E1234568');
      await page.getByText('Nobody expected WCC4E1234568.').waitFor();
      await window.shoot('receiving-near-miss');
      if (look.scheme === 'dark') await window.expectAccessible();
      await page.getByRole('button', { name: /^WCC4E123456B · IT 00125/ }).press('Enter');
      await expect.poll(() => counter('matched').textContent()).toBe('2');
      await page.getByLabel('Scan any bar code of the device').fill('STRANGER1');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Receive it as unexpected: STRANGER1' }).press('Enter');
      await expect.poll(() => counter('open exceptions').textContent()).toBe('1');

      await page.getByRole('button', { name: 'The delivery is complete' }).press('Enter');
      await expect.poll(() => counter('missing').textContent()).toBe('2');
      await expect.poll(() => page.getByRole('button', { name: 'Close the exception' }).count()).toBe(3);
      expect(await page.getByRole('button', { name: 'Close the lot' }).isDisabled()).toBe(true);
      await window.shoot('receiving-exceptions');
      await window.expectAccessible();
      const stranger = page.locator('form', { has: page.getByText('STRANGER1', { exact: true }) });
      await stranger.getByLabel('Reason').selectOption('Belongs to another lot');
      await stranger.getByRole('button', { name: 'Close the exception' }).press('Enter');
      await expect.poll(() => counter('open exceptions').textContent()).toBe('2');
      expect(window.complaints).toEqual([]);
    } finally {
      await window.close();
      await station.close();
    }
  });
});
