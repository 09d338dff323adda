/// <reference lib="dom" />
import { join } from 'node:path';
import { launchBrowser, openScreen, openWindow } from '../../fixtures/window/browserWindow.ts';
import { startRealStation } from '../../fixtures/window/realStation.ts';

const BUILT_WINDOW = join(import.meta.dirname, '../../../out/renderer');
/** Only ends what hangs. */
const PATIENCE_MS = 240_000;
/** A task that the browser must tell of, or it tells of none. */
const KNOWN_TASK_MS = 120;
const PIN = 'green-oak-17';

/**
 * The longest task of the window (Long Tasks API: from 50 ms; less is 0) while a shift lead chooses this list, sends it, imports it and sees its rows: the real window
 * in a browser, the real station and agent. Throws when the browser does not tell of a long task that is made on purpose afterwards.
 */
export async function longestTaskOfImport(path: string): Promise<number> {
  const station = await startRealStation(BUILT_WINDOW, []);
  const browser = await launchBrowser();
  try {
    const { page } = await openWindow(browser, station.url(), { width: 1920, height: 1080, scheme: 'light' });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.getByLabel(/^Name/).fill('Ines Okafor');
    await page.getByLabel(/^Own PIN/).fill(PIN);
    await page.getByLabel(/again/).fill(PIN);
    await page.getByRole('button', { name: 'Enrol' }).click();
    await page.getByRole('button', { name: /Ines Okafor/ }).waitFor();
    await openScreen(page, 'Lots');
    await page.getByRole('button', { name: 'New lot' }).click();
    await page.getByRole('combobox', { name: /^Customer/ }).fill('Nordwind GmbH');
    await page.keyboard.press('Tab');
    await page.keyboard.insertText('A long list');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'A long list' }).waitFor();
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { tasks });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ entryTypes: ['longtask'] });
    });
    await page.getByRole('button', { name: "Import the customer's list" }).click();
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose the file' }).click();
    await (await chosen).setFiles(path);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText(/ rows read: /).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByRole('row').nth(5).waitFor();
    const told = () => page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
    const longestMs = Math.max(0, ...(await told()));
    await page.evaluate(async (forMs) => {
      setTimeout(() => {
        const startedMs = performance.now();
        while (performance.now() - startedMs < forMs);
      });
      await new Promise((next) => setTimeout(next, 3 * forMs));
    }, 2 * KNOWN_TASK_MS);
    if (!(await told()).some((taskMs) => taskMs >= KNOWN_TASK_MS)) throw new Error('the browser tells of no long task');
    return longestMs;
  } finally {
    await browser.close();
    await station.stop();
  }
}
