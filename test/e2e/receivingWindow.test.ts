import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  builtWindow,
  type Look,
  launchBrowser,
  noBrowser,
  openScreen,
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
      await openScreen(page, 'Receiving');
      await page.getByLabel('Lot', { exact: true }).selectOption({ label: 'Hamburg office closure · Nordwind GmbH' });
      const counter = (word: string) =>
        page.locator('dl div', { has: page.getByText(word, { exact: true }) }).locator('dd');
      await counter('on the list').waitFor();
      expect(await counter('awaited').textContent()).toBe('5');
      if (look.scheme === 'light') await window.expectAccessible();

      // The first scan asks who is there; it is not lost.
      await scan(page, '1S20L5CTO1WWPF0ABCDE');
      await page.getByRole('radio', { name: /Iwona/ }).press('Space');
      await page.getByLabel('PIN', { exact: true }).fill('123456');
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).press('Enter');
      await page.getByText(/^PF0ABCDE is here: row PF-0ABCDE/).waitFor();
      expect(await counter('matched').textContent()).toBe('1');
      expect(await counter('computers to open').textContent()).toBe('1');
      // Its ASSET label: once, however often it is asked for.
      await page.getByRole('button', { name: 'Print the ASSET label' }).press('Enter');
      await page.getByRole('img', { name: 'The ASSET label of IT 00123, as it prints' }).waitFor();
      await window.shoot('receiving-asset-label');
      if (look.scheme === 'light') await window.expectAccessible();
      await page.getByRole('button', { name: 'Print the ASSET label' }).press('Enter');
      await page.getByText('Has its label already, nothing was queued: 1.').waitFor();
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
      await expect.poll(() => counter('missing').textContent()).toBe('3');
      await expect.poll(() => page.getByRole('button', { name: 'Close the exception' }).count()).toBe(4);
      expect(await page.getByRole('button', { name: 'Close the lot' }).isDisabled()).toBe(true);
      await window.shoot('receiving-exceptions');
      await window.expectAccessible();
      const stranger = page.locator('form', { has: page.getByText('STRANGER1', { exact: true }) });
      await stranger.getByLabel('Reason').selectOption('Belongs to another lot');
      await stranger.getByRole('button', { name: 'Close the exception' }).press('Enter');
      await expect.poll(() => counter('open exceptions').textContent()).toBe('3');

      // Custody: the seal is not the one on the papers.
      await openScreen(page, 'Custody');
      await page.getByText('Nobody has written down yet that it came.').waitFor();
      await page.getByLabel('Carrier').fill('Blue Van');
      await page.getByLabel('Seal as found (empty: none)').fill('S-1001');
      await page.getByLabel('Seal on the papers (empty: none)').fill('S-1007');
      await page.getByLabel('To which place').fill('Dock 1');
      await page.getByRole('button', { name: 'Write it down' }).press('Enter');
      await page.getByText(/^At Dock 1, not locked, since /).waitFor();
      await page.getByText('Blue Van brought it to Dock 1. Seal found: S-1001, on the papers: S-1007.').waitFor();
      await window.shoot('receiving-custody');
      if (look.scheme === 'light') await window.expectAccessible();
      await openScreen(page, 'Arrivals');
      await page.getByText("Seal found: S-1001. Seal on the carrier's papers: S-1007.").waitFor();
      expect(await counter('open exceptions').textContent()).toBe('4');

      // What becomes of a drive whose data is not known to be gone: it is not sold, it is shredded before a witness.
      await openScreen(page, 'After the wipe');
      await page.getByText('Scan a device, or choose one or more in the table').waitFor();
      await scan(page, 'WCC4E123456B');
      await page.getByRole('heading', { name: 'WCC4E123456' }).waitFor();
      await page.getByLabel('Grade').selectOption('B');
      await page.getByLabel('scratches').press('Space');
      await page.getByRole('button', { name: 'Add a repair' }).press('Enter');
      await page.getByLabel('What was done').fill('dusted');
      await page.getByLabel('Estimated value').fill('12,50');
      await page.getByLabel('Route').selectOption('remarket');
      await page.getByRole('button', { name: 'Decide' }).press('Enter');
      await page.getByText('Nothing was decided for these devices.').waitFor();
      await window.shoot('receiving-after-refused');
      if (look.scheme === 'dark') await window.expectAccessible();
      await page.getByLabel('Route').selectOption('destroy');
      await page.getByRole('button', { name: 'Decide' }).press('Enter');
      await page.getByRole('cell', { name: 'Destroy', exact: true }).waitFor();
      await page.getByRole('button', { name: /^WCC4E123456/ }).press('Enter');
      await page.getByLabel('How', { exact: true }).fill('shredder, 6 mm');
      await page.getByLabel('Witness').fill('Iwona Wójcik');
      await page.getByLabel('Largest piece left, in mm').fill('6,5');
      await page.getByLabel('Where', { exact: true }).fill('Cage 2');
      await page.getByLabel('How many devices').fill('2');
      expect(await page.getByRole('button', { name: 'Record the destruction' }).isDisabled()).toBe(true);
      await page.getByLabel('How many devices').fill('1');
      await window.shoot('destruction-form');
      await page.getByRole('button', { name: 'Record the destruction' }).press('Enter');
      await page.getByRole('cell', { name: 'destroyed', exact: true }).waitFor();
      await page.getByText('Certificates of destruction sealed: 1').waitFor();
      await window.shoot('receiving-after');
      await window.expectAccessible();
      await page.getByRole('link', { name: /^WD-/ }).press('Enter');
      await page.getByRole('heading', { name: /^WD-/ }).waitFor();
      await page.getByRole('img', { name: /WD-.*1/ }).waitFor();
      await window.shoot('certificate-of-destruction');
      await window.expectAccessible();
      await openScreen(page, 'Receiving');

      // What the lot teaches, as charts that are tables.
      await openScreen(page, 'Insight');
      await page.getByLabel('Lot', { exact: true }).selectOption({ label: 'Hamburg office closure · Nordwind GmbH' });
      const values = page.getByRole('table', { name: 'Grades and values by model' });
      await values.getByRole('row', { name: /WD Blue 1 TB/ }).waitFor();
      expect(await values.getByRole('row', { name: /WD Blue 1 TB/ }).textContent()).toContain('12.50 EUR for 1');
      await window.shoot('insight');
      const hours = page.getByRole('table', { name: 'Wipes ended, by the hour' });
      // Its head and 24 hours.
      await hours.getByRole('row').nth(24).waitFor();
      await page.getByRole('heading', { name: 'Wipes ended, by the hour' }).evaluate((head) => head.scrollIntoView());
      await window.shoot('insight-throughput');
      await window.expectAccessible();

      // The lot's rule at the wipe: what it forbids cannot be chosen.
      await openScreen(page, 'Bench');
      await page.locator('[data-bay-key="bay-19"]').press('Enter');
      await page.getByRole('button', { name: 'Start wipe' }).press('Enter');
      await page.getByText('This drive belongs to an asset of the lot Lot 1.').waitFor();
      await page.getByText('The customer requires: confidential.').waitFor();
      const options = page.getByRole('dialog').getByLabel('Policy').locator('option:not([value=""])');
      const choosable = await options.evaluateAll((all) =>
        all.map((one) => [one.textContent, !(one as HTMLOptionElement).disabled] as const),
      );
      expect(choosable.filter(([, can]) => can).map(([title]) => title)).toEqual(['Purge, 10 % read back']);
      expect(choosable.filter(([, can]) => !can).map(([title]) => title)).toEqual([
        'Clear, whole drive read back',
        'Clear, 10 % read back',
      ]);
      await window.shoot('wipe-lot-rule');
      if (look.scheme === 'light') await window.expectAccessible();
      expect(window.complaints).toEqual([]);
    } finally {
      await window.close();
      await station.close();
    }
  });
});
