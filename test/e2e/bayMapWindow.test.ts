import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  builtWindow,
  launchBrowser,
  noBrowser,
  openWindow,
  type TestWindow,
} from '../fixtures/window/browserWindow.ts';
import { type RealStation, startRealStation } from '../fixtures/window/realStation.ts';
import { actsOf, done, PIN, plugDrive, signInFirstPerson } from '../integration/agent/agentProcess.ts';

/** The bay map editor in Chromium over the real station and agent, with the keyboard alone. */
describe.skipIf(noBrowser !== null)('laying the bench out', () => {
  let station: RealStation;
  let browser: Browser;
  let window: TestWindow;
  beforeAll(async () => {
    station = await startRealStation(builtWindow(), []);
    await signInFirstPerson(station.agent.client);
    browser = await launchBrowser();
    window = await openWindow(browser, station.url(), { width: 1920, height: 1080, scheme: 'light' });
  });
  afterAll(async () => {
    await browser?.close();
    await station?.stop();
  });
  const press = (name: string | RegExp) => window.page.getByRole('button', { name }).press('Enter');

  test('a bay is learned by the drive that is put into it, named, saved, and stands on the bench as it stands in steel', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Settings', exact: true }).press('Enter');
    await page.getByRole('link', { name: 'Lay the bench out' }).press('Enter');
    await page.getByText('Not laid out: bays are numbered').waitFor();
    await page.getByRole('button', { name: 'Row 1, column 1: no bay' }).press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'Row 2, column 2: no bay' }).waitFor();
    await press('Learn this bay');
    await page.getByText('Put any drive into this bay.').waitFor();
    await plugDrive(station.agent.client, { bayId: 'bay-03' });
    await page.getByText('Learned: this is bay 1.').waitFor();
    await page.getByLabel('Number on the steel').fill('7');
    await page.getByLabel('Name', { exact: true }).fill('Top left');
    await page.getByText('The locate light can be tried once').waitFor();
    await press('Undo');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('');
    await page.getByLabel('Name', { exact: true }).fill('Top left');
    await press('Save the bay map');
    const asked = page.getByRole('dialog', { name: 'Sign in' });
    await asked.getByLabel('PIN', { exact: true }).fill(PIN);
    await asked.getByLabel('PIN', { exact: true }).press('Enter');
    await page.getByText('1 bay is laid out.').waitFor();
    await page.getByRole('button', { name: /^Bay 7, row 2, column 2/ }).press(' ');
    await press('Locate light on');
    await page.getByText('No light was lit: this is a virtual bay.').waitFor();
    await window.shootEveryLook('bay-map');
    await page.getByLabel('Column', { exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: /^Bay 7, row 2, column 3/ }).waitFor();
    await press('Undo');
    await page.getByRole('button', { name: 'Row 1, column 1: no bay' }).press(' ');
    await page.getByRole('heading', { name: 'Row 1, column 1: no bay' }).waitFor();
    // In no bay of the map: it is reached by the name of its place.
    const drive = { model: 'Second', serialNumber: 'WBTEST00018B4A', mediaType: 'flash', fileSystem: 'none' } as const;
    const plug = { bayId: 'bay-04', sizeBytes: 8 * 1024 * 1024, maxBytesPerSecond: null, ...drive };
    done(await station.agent.client.call('virtual.plug', plug));
    await page
      .getByLabel('Or take a place that holds a drive now')
      .selectOption({ label: 'Drive …8B4A in virtual-04' });
    await press('Take this place');
    await page.getByText('Learned: this is bay 1.').waitFor();
    await press('Drop the draft');
    await page.getByRole('link', { name: 'Bench', exact: true }).press('Enter');
    await page.locator('[data-bay-key="bay-07"]').press('Enter');
    await page.getByRole('heading', { name: 'Bay 7 · Top left' }).waitFor();
    expect(await page.locator('main ul[aria-label="Bays"] [data-bay-key]').count()).toBe(1);
  });

  test('the save is taken back with one key, and both stand in the ledger', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Settings', exact: true }).press('Enter');
    await page.getByRole('link', { name: 'Lay the bench out' }).press('Enter');
    await press('Put the earlier map back');
    await page.getByText('Not laid out: bays are numbered').waitFor();
    const acts = await actsOf(station.agent.client, 'setting-changed');
    const map = JSON.stringify([{ path: 'virtual-03', number: 7, row: 1, column: 1, name: 'Top left' }]);
    expect(acts.map(({ details: { before, after } }) => [before, after])).toEqual([
      ['automatic', map],
      [map, 'automatic'],
    ]);
  });

  test('the set-up is written to a file, shown beside what is set, and taken over after a look', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Back to Settings' }).press('Enter');
    await press('Write the set-up file');
    const told = await page.getByText(/^Written: /).textContent();
    const text = await readFile((told ?? '').replace('Written: ', ''), 'utf8');
    const changed = text.replace('"stationLanguage": null', '"stationLanguage": "en"');
    expect(changed).not.toBe(text);
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: /Take over another station’s set-up/ }).press('Enter');
    await (await chosen).setFiles({ name: 'setup.json', mimeType: 'application/json', buffer: Buffer.from(changed) });
    await page.getByRole('checkbox', { name: 'Language · would change' }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(1);
    await press('Take over 1 setting');
    await page.getByText('1 setting taken over.').waitFor();
    expect(window.complaints).toEqual([]);
  });
});
