import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  builtWindow,
  type Look,
  launchBrowser,
  noBrowser,
  openWindow,
  type TestWindow,
} from '../fixtures/window/browserWindow.ts';
import { startScriptedStation } from '../fixtures/window/scriptedStation.ts';

const looks: readonly Look[] = [
  { width: 1920, height: 1080, scheme: 'light' },
  { width: 1366, height: 768, scheme: 'dark' },
];

/** The real window in Chromium on a scripted station. Proves the window, not the product: that is test/integration/station/lots.test.ts. */
describe.skipIf(noBrowser !== null)('lots in the window', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function on(look: Look, act: (window: TestWindow) => Promise<void>) {
    const station = await startScriptedStation('shift', { rendererFolder: builtWindow() });
    const window = await openWindow(browser, station.url, look);
    try {
      await act(window);
      expect(window.complaints).toEqual([]);
    } finally {
      await window.close();
      await station.close();
    }
  }
  async function signIn({ page }: TestWindow) {
    const pin = page.getByRole('textbox', { name: 'PIN' });
    await pin.waitFor();
    await page.getByRole('dialog').getByRole('radio').first().focus();
    await page.keyboard.press('Space');
    await pin.focus();
    await page.keyboard.type('123456');
    await page.keyboard.press('Enter');
  }
  const file = {
    name: 'glpi.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Seriennummer;Typ\r\nPF1XW2K9;Notebook\r\n'),
  };

  for (const look of looks) {
    test(`a list goes from the file to the lot, ${look.width}x${look.height} ${look.scheme}`, () =>
      on(look, async (window) => {
        const { page } = window;
        await page.getByRole('link', { name: 'Lots' }).click();
        await page.getByRole('link', { name: /^Hamburg office closure/ }).waitFor();
        await window.shoot('lots-board');
        await window.expectAccessible();
        await page.getByRole('link', { name: /^Hamburg office closure/ }).click();
        await page.getByRole('button', { name: 'PF1XW000' }).waitFor();
        await window.shoot('lots-page');
        await window.expectAccessible();
        await page.getByRole('button', { name: 'PF1XW003' }).click();
        await page.getByRole('heading', { name: 'Row 5 of the list' }).waitFor();
        await page.getByText('Seriennummer').waitFor();
        await window.shoot('lots-row');
        await page.keyboard.press('Escape');
        await page.getByText('Rejected rows', { exact: true }).click();
        await page.getByText('The row is a sum, not a device.').waitFor();
        await window.shoot('lots-rejected');
        await page.getByRole('button', { name: "Import the customer's list" }).click();
        const chosen = page.waitForEvent('filechooser');
        await page.getByRole('button', { name: 'Choose the file' }).click();
        await (await chosen).setFiles(file);
        await signIn(window);
        await page.getByText('This looks like an export of GLPI.', { exact: false }).waitFor();
        await window.shoot('lots-mapping');
        await window.expectAccessible();
        await page.getByLabel('What Bemerkung is read as').selectOption({ label: 'Asset tag' });
        expect(await page.getByLabel('What Inventarnummer is read as').inputValue()).toBe('');
        await page.getByRole('button', { name: 'Import', exact: true }).click();
        await page.getByRole('progressbar', { name: 'Progress of the import' }).waitFor();
        await page.getByText('4000 rows read: 3992 assets, 8 rejected.').waitFor();
        await window.shoot('lots-imported');
        await page.getByRole('button', { name: 'Close' }).last().click();
        await page.getByText('4404 assets').waitFor();
      }));
  }

  test('a lot is opened and an import cancelled with the keyboard alone', () =>
    on({ width: 1366, height: 768, scheme: 'light' }, async (window) => {
      const { page } = window;
      await page.getByRole('link', { name: 'Lots' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'New lot' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('combobox', { name: 'Customer' }).waitFor();
      await page.keyboard.type('Nordwind GmbH');
      await window.shoot('lots-new');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Kiel 2026');
      await page.keyboard.press('Enter');
      await signIn(window);
      await page.getByRole('heading', { name: 'Kiel 2026' }).waitFor();
      await page.getByRole('button', { name: "Import the customer's list" }).focus();
      await page.keyboard.press('Enter');
      const chosen = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose the file' }).focus();
      await page.keyboard.press('Enter');
      await (await chosen).setFiles(file);
      await page.getByRole('button', { name: 'Import', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Cancel', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('The import was cancelled.').waitFor();
    }));
});
